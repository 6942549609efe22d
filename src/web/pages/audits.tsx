import type { AuditRow, AuditRunRow } from "../../api/index.ts";
import type { Frame } from "../model/index.ts";
import { Layout } from "../parts/layout.tsx";
import { Empty } from "../parts/note.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { Tag } from "../parts/tag.tsx";
import { When } from "../parts/when.tsx";
import { formatDay } from "../text/times.ts";
import { clip } from "../text/visible.ts";
import { capital, count } from "../text/words.ts";

/** The schedule of audits: what is due, for whom, what the last run found, and how one is done and recorded. */
export function AuditsPage({ frame, audits }: { frame: Frame; audits: readonly AuditRow[] }) {
  const due = audits.filter(({ isDue }) => isDue);
  return (
    <Layout frame={frame} title="Audits">
      <h1>{sentence(audits, due)}</h1>
      <p class="soft">
        The distribution definition says what is looked at again and again. An audit is done when a person has recorded
        a run of it, with its result; who recorded what stands in the audit log.
      </p>
      {audits.length === 0 ? (
        <Empty>
          Write <code>[[audit]]</code> into the definition: a rule or class of <code>sameday audit</code>, how often or
          at which change, and who does it.
        </Empty>
      ) : (
        <Schedule audits={audits} frame={frame} />
      )}
      {due.length === 0 ? null : (
        <p class="soft">
          PATH below is a source tree; before a finished image stands <code>--scope image</code>. Who looked without
          this program records <code>--result</code> in place of the report.
        </p>
      )}
      {due.map((audit) => (
        <HowTo key={audit.name} audit={audit} />
      ))}
    </Layout>
  );
}

function sentence(audits: readonly AuditRow[], due: readonly AuditRow[]): string {
  if (audits.length === 0) return "No audit is scheduled.";
  if (due.length === 0) return "No audit is due.";
  const yours = due.filter(({ isYours }) => isYours).length;
  const are = `${capital(count(due.length, "audit is", "audits are"))} due`;
  return yours === 0 ? `${are}, none of them yours.` : `${are}; ${count(yours, "is", "are")} yours.`;
}

function Schedule({ audits, frame }: { audits: readonly AuditRow[]; frame: Frame }) {
  return (
    <Scroll label="Table of scheduled audits">
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Audit</th>
            <th scope="col">State</th>
            <th scope="col">Comes round</th>
            <th scope="col">Who</th>
            <th scope="col">Last run</th>
          </tr>
        </thead>
        <tbody>
          {audits.map((audit) => (
            <tr key={audit.name}>
              <th scope="row">
                {audit.title}
                <br />
                <small class="v">{audit.name}</small>
              </th>
              <td data-label="State">
                <State audit={audit} />
                <br />
                <small>{audit.why}</small>
              </td>
              <td data-label="Comes round">{audit.comesRound}</td>
              <td data-label="Who">{audit.isYours ? `${audit.owner} (you)` : audit.owner}</td>
              <td data-label="Last run">{audit.last ? <LastRun run={audit.last} frame={frame} /> : "none"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function State({ audit: { isDue, dueAt, last } }: { audit: AuditRow }) {
  if (!isDue) {
    return (
      <Tag shape={last ? "good" : "open"} tone={last ? "good" : "plain"}>
        {dueAt ? `due ${formatDay(dueAt)}` : "done"}
      </Tag>
    );
  }
  return (
    <Tag shape="half" tone="soon">
      {dueAt ? `due since ${formatDay(dueAt)}` : "due now"}
    </Tag>
  );
}

function LastRun({ run, frame }: { run: AuditRunRow; frame: Frame }) {
  return (
    <>
      {run.result === "clean" ? (
        <Tag shape="good" tone="good">
          clean
        </Tag>
      ) : (
        <Tag shape="bad" tone="late">
          {figures(run)}
        </Tag>
      )}{" "}
      <small>
        <When at={run.at} now={frame.now} /> by {run.by}, of <span class="v">{clip(run.subject, 80)}</span>
        {run.note === "" ? "" : `: ${clip(run.note, 160)}`}
      </small>
    </>
  );
}

/** Who looked without this program gives no figures. */
function figures({ high, medium, low }: AuditRunRow): string {
  const parts = [
    [high, "high"],
    [medium, "medium"],
    [low, "low"],
  ] as const;
  const found = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return found.length === 0 ? "findings" : found.join(", ");
}

/** What to type, from the run to its record. */
function HowTo({ audit: { name, title, runs } }: { audit: AuditRow }) {
  return (
    <section aria-labelledby={name}>
      <h2 id={name}>{title}: how it is done</h2>
      <pre class="text">
        {`sameday audit PATH --rule ${runs} --format json > audit.json
sameday audit record ${name} --report audit.json --of REVISION`}
      </pre>
    </section>
  );
}
