import type { Frame } from "../../model/index.ts";
import { Layout } from "../../parts/layout.tsx";
import { Empty } from "../../parts/note.tsx";
import { Pager } from "../../parts/pager.tsx";
import { When } from "../../parts/when.tsx";
import { casePath, casesPath } from "../../text/cases/addresses.ts";
import { clip } from "../../text/visible.ts";
import { capital, count } from "../../text/words.ts";

export const CASE_LOG_PAGE_SIZE = 150;

export interface CaseLogProps {
  readonly frame: Frame;
  readonly id: string;
  readonly entries: readonly { readonly at: Date; readonly by: string; readonly what: string }[];
  /** Counts from 1. */
  readonly page: number;
}

/** What happened to a case, reads too, without contents: for auditors as for those who handle it. */
export function CaseLogPage({ frame, id, entries, page }: CaseLogProps) {
  const latest = [...entries].sort((a, b) => b.at.getTime() - a.at.getTime());
  const rows = latest.slice((page - 1) * CASE_LOG_PAGE_SIZE, page * CASE_LOG_PAGE_SIZE);
  return (
    <Layout frame={frame} title={id} confidential>
      <p class="crumb">
        <a href={casesPath.home}>Cases</a> {"› "}
        {frame.viewer?.role === "auditor" ? id : <a href={casePath(id)}>{id}</a>}
      </p>
      <h1>
        {capital(count(entries.length, "entry", "entries"))} about {id}
      </h1>
      <p class="soft">Acts and reads, the latest first, without a word of the contents.</p>
      {rows.length === 0 ? <Empty>There is no entry.</Empty> : null}
      <ul class="times">
        {rows.map(({ at, by, what }, index) => (
          <li key={String(index)}>
            <When at={at} now={frame.now} />{" "}
            <span>
              <strong>{by}</strong> {clip(what, 200)}
            </span>
          </li>
        ))}
      </ul>
      <Pager
        list={{ total: entries.length, page, pageSize: CASE_LOG_PAGE_SIZE, rows }}
        what="entries"
        pathOf={(at) => casePath(id, `/log?page=${at}`)}
      />
    </Layout>
  );
}
