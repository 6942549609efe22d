import { may } from "../access.ts";
import type { Frame, QueueAccess, TesterReport, UpdateModel } from "../model/index.ts";
import { updatePath } from "../text/addresses.ts";
import { clip } from "../text/visible.ts";
import { ActForm, Field } from "./form.tsx";
import { Empty } from "./note.tsx";
import { Scroll } from "./scroll.tsx";
import { Tag } from "./tag.tsx";
import { When } from "./when.tsx";

const MOST_REPORTS = 8;

/** How testers get the update, and what they said of it. */
export function Testers({ frame, model }: { frame: Frame; model: UpdateModel }) {
  const reports = model.reports.slice(-MOST_REPORTS);
  return (
    <>
      {model.queue ? <Access queue={model.queue} /> : <p>No queue holds it now, so there is nothing to install yet.</p>}
      {reports.length === 0 ? (
        <Empty>No tester has spoken yet.</Empty>
      ) : (
        <ul class="plain">
          {reports.map((report) => (
            <Report key={`${report.tester} ${report.at.toISOString()}`} report={report} frame={frame} />
          ))}
        </ul>
      )}
      {model.row.state === "open" && may(frame.viewer, "report-test") ? (
        <ActForm frame={frame} action={updatePath(model.row.id, "/tested")} class="stack">
          <Field
            id="note"
            label="What did you test?"
            hint="Machine, how it is used, what you saw. Optional when it works."
          >
            <textarea id="note" name="note" rows={3} maxLength={5000} aria-describedby="note-hint" />
          </Field>
          <div class="act">
            <button type="submit" name="verdict" value="works">
              Works for me
            </button>
            <button type="submit" name="verdict" value="breaks" class="plain">
              Breaks
            </button>
            <small>It is recorded as {frame.viewer?.id}.</small>
          </div>
        </ActForm>
      ) : null}
    </>
  );
}

function Report({ report, frame }: { report: TesterReport; frame: Frame }) {
  return (
    <li>
      {report.verdict === "works" ? (
        <Tag shape="good" tone="good">
          works
        </Tag>
      ) : (
        <Tag shape="bad" tone="late">
          breaks
        </Tag>
      )}{" "}
      for {report.tester}, <When at={report.at} now={frame.now} />
      {report.note === "" ? null : <p>{clip(report.note, 400)}</p>}
    </li>
  );
}

function Access({ queue }: { queue: QueueAccess }) {
  return (
    <details>
      <summary>Install it from the queue {queue.name}</summary>
      <p>
        In <span class="v">/etc/apt/sources.list.d/sameday-{queue.name}.sources</span>:
      </p>
      <Copy text={queue.sources} label="Lines for sources.list.d" />
      {queue.embargoed ? (
        <>
          <p>
            In <span class="v">/etc/apt/auth.conf.d/sameday-{queue.name}.conf</span>, readable by root only, with your
            own token:
          </p>
          <Copy text={queue.auth} label="Lines for auth.conf.d" />
        </>
      ) : null}
      <p>Then:</p>
      <Copy text={queue.install} label="Command lines" />
    </details>
  );
}

/** Text to be selected and taken along. */
function Copy({ text, label }: { text: string; label: string }) {
  return (
    <Scroll label={label}>
      <pre>{text}</pre>
    </Scroll>
  );
}
