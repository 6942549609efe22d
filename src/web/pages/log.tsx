import type { Frame, LogModel } from "../model/index.ts";
import { Layout } from "../parts/layout.tsx";
import { Empty } from "../parts/note.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { UpdateHead } from "../parts/update-head.tsx";
import { logPath } from "../text/addresses.ts";
import { pageBytes } from "../text/cut.ts";
import { stepTitle } from "../text/step-title.ts";
import { logText } from "../text/visible.ts";
import { formatBytes } from "../text/words.ts";

/** Bytes of log that a page asks for. */
export const LOG_PIECE = 24_000;
/** Escaping may make a piece longer than that; then its beginning gives way. */
const MOST_PAGE_BYTES = 40_000;

/** A step's log, its end first; a running one can be followed without script. */
export function LogPage({ frame, model, follow }: { frame: Frame; model: LogModel; follow: boolean }) {
  const { row, step, offset, size, running } = model;
  const end = offset + model.bytes.length;
  const title = `Log: ${stepTitle(step)}`;
  const text = lastOf(logText(model.bytes), MOST_PAGE_BYTES);
  return (
    <Layout frame={frame} title={`${title}, ${row.id}`} confidential={row.embargoed && row.state !== "published"}>
      <UpdateHead frame={frame} row={row} of={title} />
      <p>
        {sentenceOf(model)} {follow && running ? "This page renews itself every three seconds. " : ""}
        {running ? (
          <a href={logPath(row.id, step, follow ? {} : { follow: "yes" })}>{follow ? "Hold it still" : "Follow it"}</a>
        ) : null}
      </p>
      {size === 0 ? (
        <Empty>Nothing was written yet.</Empty>
      ) : (
        <Scroll label={title}>
          <pre class="log">{text}</pre>
        </Scroll>
      )}
      <nav class="pager" aria-label="Parts of the log">
        {offset > 0 ? (
          <>
            <a href={logPath(row.id, step, { from: "0" })}>Beginning</a>
            <a href={logPath(row.id, step, { from: String(Math.max(0, offset - LOG_PIECE)) })}>← Before</a>
          </>
        ) : null}
        {end < size ? (
          <>
            <a href={logPath(row.id, step, { from: String(end) })}>After →</a>
            <a href={logPath(row.id, step)}>End</a>
          </>
        ) : null}
        {size > 0 ? <a href={logPath(row.id, step, { whole: "yes" })}>Whole log as text, {formatBytes(size)}</a> : null}
      </nav>
    </Layout>
  );
}

function sentenceOf({ running, attempt, offset, bytes, size }: LogModel): string {
  const which = attempt > 1 ? `Attempt ${attempt}. ` : "";
  const part = bytes.length === size ? "" : `Bytes ${offset} to ${offset + bytes.length} of ${size}. `;
  return `${which}${part}${running ? "The step is running." : "The step has ended."}`;
}

/** The last whole lines that fit into the given bytes of page. */
function lastOf(text: string, bytes: number): string {
  if (pageBytes(text) <= bytes) return text;
  const lines = text.split("\n");
  let used = 0;
  let first = lines.length;
  while (first > 0) {
    used += pageBytes(lines[first - 1] ?? "") + 1;
    if (used > bytes) break;
    first -= 1;
  }
  return first === lines.length ? text.slice(-Math.floor(bytes / 6)) : lines.slice(first).join("\n");
}
