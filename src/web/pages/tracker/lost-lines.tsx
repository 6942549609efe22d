import type { LostLineModel } from "../../model/index.ts";
import { Note } from "../../parts/note.tsx";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { clip } from "../../text/visible.ts";

const MOST = 10;

/** Lines that count for nothing: without this, what they would have opened looks closed. */
export function LostLines({ lines }: { lines: readonly LostLineModel[] }) {
  if (lines.length === 0) return null;
  return (
    <Note tone="late">
      <p>
        {lines.length === 1 ? "A line has an error and counts" : `${lines.length} lines have an error and count`} for
        nothing here: what {lines.length === 1 ? "it says" : "they say"} is missing below.{" "}
        <a href={trackerPath.problems}>All problems of the data</a>
      </p>
      <ul class="plain">
        {lines.slice(0, MOST).map((line) => (
          <li key={`${line.layer} ${line.place}`}>
            <span class="v">
              {line.layer} {line.place}
            </span>{" "}
            {line.source} in <a href={trackerPath.issue(line.issue)}>{line.issue}</a>: {clip(line.message, 300)}
          </li>
        ))}
      </ul>
      {lines.length > MOST ? <p class="more">And {lines.length - MOST} more.</p> : null}
    </Note>
  );
}
