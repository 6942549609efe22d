import type { Overview, SetAsideRow } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { CasesPage } from "../../parts/cases/cases-page.tsx";
import { CaseName } from "../../parts/cases/rows.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Empty } from "../../parts/note.tsx";
import { Pager } from "../../parts/pager.tsx";
import { When } from "../../parts/when.tsx";
import { actPath, casesPath } from "../../text/cases/addresses.ts";
import { clip } from "../../text/visible.ts";
import { capital, count } from "../../text/words.ts";

export const SET_ASIDE_PAGE_SIZE = 30;

/** What stands in the log when somebody brings one back by this page's button. */
const REASON = "Its headers called it noise; it is to be looked at.";

export interface SetAsidePageProps {
  readonly frame: Frame;
  readonly rows: readonly SetAsideRow[];
  readonly overview: Overview;
  /** Counts from 1. */
  readonly page: number;
}

/** What headers called noise, the newest first: nobody was called for it, and everybody who may can take it back. */
export function SetAsidePage({ frame, rows, overview, page }: SetAsidePageProps) {
  const shown = rows.slice((page - 1) * SET_ASIDE_PAGE_SIZE, page * SET_ASIDE_PAGE_SIZE);
  const list = { total: rows.length, page, pageSize: SET_ASIDE_PAGE_SIZE, rows: shown };
  const { total, lastWeek } = overview.setAside;
  return (
    <CasesPage frame={frame} title="Set aside" confidential={rows.some(({ row }) => row.title !== null)}>
      <h1>{setAsideSentence(rows, overview)}</h1>
      <p class="soft">
        The spam filter in front, a mailing list or a machine named these noise in their headers. Nobody was asked about
        them and nobody was answered; nothing is thrown away. A filter errs: what is a report goes back into triage.
      </p>
      {total > rows.length ? (
        <p class="soft">
          The {rows.length} newest of {total} stand here, {lastWeek} of the last 7 days.
        </p>
      ) : null}
      {rows.length === 0 ? (
        <Empty>What the filter names noise stands here the moment it arrives.</Empty>
      ) : (
        <ul class="rows">
          {shown.map((one) => (
            <Row key={one.row.id} one={one} frame={frame} />
          ))}
        </ul>
      )}
      <Pager list={list} what="mails" pathOf={(at) => `${casesPath.setAside}?page=${at}`} />
    </CasesPage>
  );
}

export function setAsideSentence(rows: readonly SetAsideRow[], { sees, setAside }: Overview): string {
  if (sees === "own" && rows.length === 0) return "What is set aside is not shown to you.";
  if (rows.length === 0) return "Nothing is set aside.";
  const total = Math.max(setAside.total, rows.length);
  return `${capital(count(total, "mail is", "mails are"))} set aside.`;
}

function Row({ one: { row, judged, mayReopen }, frame }: { one: SetAsideRow; frame: Frame }) {
  return (
    <li class={row.title === null ? undefined : "confidential"}>
      <span class="clock none">set aside</span>
      <div>
        <CaseName row={row} frame={frame} />
        <br />
        {judged ? clip(judged.because, 300) : null}
        {row.title === null || !mayReopen ? null : (
          <ActForm frame={frame} action={actPath(row.id, "reopen")} class="act">
            <input type="hidden" name="reason" value={REASON} />
            <button type="submit" class="plain" aria-label={`Bring ${row.id} back into triage`}>
              Bring it back
            </button>
          </ActForm>
        )}
      </div>
      <small>
        <span>
          received <When at={row.receivedAt} now={frame.now} />
        </span>
      </small>
    </li>
  );
}
