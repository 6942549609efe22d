import type { AuditModel, AuditRow, Frame } from "../model/index.ts";
import { ActForm } from "../parts/form.tsx";
import { Layout } from "../parts/layout.tsx";
import { Empty, Note } from "../parts/note.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { Tag } from "../parts/tag.tsx";
import { When } from "../parts/when.tsx";
import { updatePath } from "../text/addresses.ts";
import { clip } from "../text/visible.ts";

const SENTENCES = {
  whole: "The audit log is whole.",
  broken: "The audit log is broken.",
  "not-checked": "The audit log has not been checked yet.",
} as const;

/** Who did what, in a chain in which nothing can be changed unseen. */
export function AuditPage({ frame, model, object }: { frame: Frame; model: AuditModel; object: string }) {
  const { verification, entries } = model;
  const tone = { whole: "good", broken: "late", "not-checked": "soon" } as const;
  return (
    <Layout frame={frame} title="Audit log" confidential={entries.some((entry) => entry.confidential)}>
      <h1>{SENTENCES[verification.state]}</h1>
      <Note tone={tone[verification.state]}>
        <p>
          {verification.sentence}
          {verification.checkedAt ? (
            <>
              {" "}
              Checked <When at={verification.checkedAt} now={frame.now} />.
            </>
          ) : null}
        </p>
        {verification.checkpoint === "" ? null : (
          <p>
            Keep this line elsewhere; later it proves that nothing before it was changed or cut off:
            <br />
            <code>{verification.checkpoint}</code>
          </p>
        )}
        <ActForm frame={frame} action="/audit/verify">
          <button type="submit" class="plain">
            Check the whole chain now
          </button>
        </ActForm>
      </Note>
      {object === "" ? null : (
        <p>
          Only entries about {object}. <a href="/audit">All entries</a>
        </p>
      )}
      {entries.length === 0 ? (
        <Empty>There is no entry. Whatever is done on this desk appears here in the same moment.</Empty>
      ) : (
        <Entries entries={entries} frame={frame} />
      )}
      {model.nextBefore === null ? null : (
        <nav class="pager" aria-label="Pages of the audit log">
          <a
            href={`/audit?${new URLSearchParams({ before: String(model.nextBefore), ...(object === "" ? {} : { object }) })}`}
            rel="next"
          >
            Older entries →
          </a>
        </nav>
      )}
    </Layout>
  );
}

function Entries({ entries, frame }: { entries: readonly AuditRow[]; frame: Frame }) {
  return (
    <Scroll label="Entries of the audit log">
      <table class="log cards">
        <thead>
          <tr>
            <th scope="col" class="number">
              No.
            </th>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">About</th>
            <th scope="col">Particulars</th>
            <th scope="col">Hash</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.sequence}>
              <td class="number" data-label="No.">
                {entry.sequence}
              </td>
              <td data-label="When">
                <When at={entry.at} now={frame.now} />
              </td>
              <td data-label="Who">{entry.actor}</td>
              <td data-label="What">{entry.action}</td>
              <td data-label="About">
                <About entry={entry} />
              </td>
              <td data-label="Particulars">{clip(entry.details, 240)}</td>
              <td class="v" data-label="Hash">
                {entry.hash.slice(0, 12)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function About({ entry }: { entry: AuditRow }) {
  const name = /^U-\d+$/.test(entry.object) ? (
    <a href={updatePath(entry.object)}>{entry.object}</a>
  ) : (
    clip(entry.object, 80)
  );
  if (!entry.confidential) return <>{name}</>;
  return (
    <>
      {name}{" "}
      <Tag shape="sealed" tone="sealed">
        embargoed
      </Tag>
    </>
  );
}
