import type { EventModel, StandingModel } from "../model/index.ts";
import { trackerPath } from "../text/tracker-addresses.ts";
import { clip } from "../text/visible.ts";
import { VerdictTag } from "./verdict-tag.tsx";
import { When } from "./when.tsx";

/** Changes of verdicts, one a row. */
export function EventRows({ events, now }: { events: readonly EventModel[]; now: Date }) {
  return (
    <ul class="rows">
      {events.map((event) => (
        <li key={event.id} id={event.id}>
          <span>
            <StandingTag standing={event.after} />
          </span>
          <div>
            <a href={trackerPath.issue(event.issue)}>{event.issue}</a> in{" "}
            <a href={trackerPath.source(event.source)}>{event.source}</a>, {event.release}
            {event.before === null ? null : (
              <>
                <br />
                {beforeWords(event)}
              </>
            )}
            {event.why === "" ? null : (
              <>
                <br />
                <span class="v">{clip(event.why, 300)}</span>
              </>
            )}
          </div>
          <small>
            <When at={new Date(event.at)} now={now} />
            <span>{clip(event.cause.words, 100)}</span>
          </small>
        </li>
      ))}
    </ul>
  );
}

export function StandingTag({ standing }: { standing: StandingModel | null }) {
  if (standing === null) return <span class="soft">nothing said</span>;
  return <VerdictTag verdict={{ release: "", reason: "", word: standing.word, detail: standing.detail }} />;
}

/** `Was vulnerable`, or what else has changed when the word is the same. */
function beforeWords({ before, after }: EventModel): string {
  if (before === null) return "";
  const sameWord = before.word === after?.word && before.detail === after.detail;
  if (!sameWord) return `Was ${before.detail === "" ? before.word : `${before.word}, ${before.detail}`}.`;
  const [from, to] = [before.fixedVersion ?? "no version", after?.fixedVersion ?? "no version"];
  return `The fix was said to be in ${clip(from, 80)}, now in ${clip(to, 80)}.`;
}
