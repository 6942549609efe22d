import { type CaseView, type Done, ROLES } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { doneWords } from "../../text/cases/acts.ts";
import { casePath } from "../../text/cases/addresses.ts";
import { clip } from "../../text/visible.ts";
import { count } from "../../text/words.ts";
import { Empty } from "../note.tsx";
import { When } from "../when.tsx";

const SHOWN = 12;
const MOST_PEOPLE = 30;

/** What was done, the latest first. */
export function History({ frame, view }: { frame: Frame; view: CaseView }) {
  const { log, row } = view;
  const latest = log.slice(-SHOWN).reverse();
  return (
    <section aria-labelledby="history">
      <h2 id="history">What was done</h2>
      {latest.length === 0 ? <Empty>Nobody has done anything yet. Whatever is done stands here at once.</Empty> : null}
      <ul class="times">
        {latest.map((done, at) => (
          <Line key={String(at)} done={done} frame={frame} />
        ))}
      </ul>
      <p class="more">
        <a href={casePath(row.id, "/log")}>
          {log.length > SHOWN ? `All ${count(log.length, "act", "acts")}, and every reading` : "With every reading"}
        </a>
      </p>
    </section>
  );
}

function Line({ done, frame }: { done: Done; frame: Frame }) {
  return (
    <li>
      <When at={done.at} now={frame.now} /> <span>{clip(doneWords(done, frame), 400)}.</span>
    </li>
  );
}

/** Who may read it, by which right; who has. */
export function Readers({ frame, view }: { frame: Frame; view: CaseView }) {
  const { readers, readBy } = view;
  const read = new Map(readBy.map(({ who, at }) => [who, at]));
  const gone = readBy.filter(({ who }) => !readers.some((one) => one.who === who));
  const more = readers.length - MOST_PEOPLE;
  return (
    <section aria-labelledby="readers">
      <h2 id="readers">Who may read it</h2>
      <ul class="times">
        {readers.slice(0, MOST_PEOPLE).map(({ who, role }) => {
          const at = read.get(who);
          return (
            <li key={who}>
              <span class="who-name">{who}</span>{" "}
              <span>
                {ROLES[role]};{" "}
                {at ? (
                  <>
                    read it last <When at={at} now={frame.now} />
                  </>
                ) : (
                  "has not read it"
                )}
              </span>
            </li>
          );
        })}
        {more > 0 ? <li>and {more} more</li> : null}
        {gone.slice(0, MOST_PEOPLE).map(({ who, at }) => (
          <li key={who}>
            <span class="who-name">{who}</span>{" "}
            <span>
              may not read it any more; read it last <When at={at} now={frame.now} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
