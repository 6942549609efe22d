import { Fragment } from "preact";
import type { UpdateRow } from "../model/index.ts";
import { packagePath, updatePath } from "../text/addresses.ts";
import { clip } from "../text/visible.ts";
import { Clock } from "./clock.tsx";
import { Secrecy } from "./tag.tsx";
import { When } from "./when.tsx";

/** How many issues a row names before it counts the rest. */
const MOST_ISSUES = 3;
const LONGEST_SENTENCE = 220;

/** Updates as rows of work, in the order given. */
export function UpdateRows({ rows, now }: { rows: readonly UpdateRow[]; now: Date }) {
  return (
    <ul class="rows">
      {rows.map((row) => (
        <Row key={row.id} row={row} now={now} />
      ))}
    </ul>
  );
}

function Row({ row, now }: { row: UpdateRow; now: Date }) {
  const { waiting } = row;
  const forWhom = clip(waiting.forWhom, LONGEST_SENTENCE);
  const hidden = row.embargoed && row.state !== "published";
  return (
    <li class={hidden ? "confidential" : undefined}>
      {row.state === "open" || row.publishedAt ? (
        <Clock knownAt={row.knownAt} deadline={row.deadline} stoppedAt={row.publishedAt} now={now} />
      ) : (
        <span class="clock">{row.state}</span>
      )}
      <div>
        <a href={updatePath(row.id)}>
          {row.source} <span class="v">{row.version}</span>
        </a>{" "}
        for {row.release} <Secrecy embargoed={row.embargoed} state={row.state} />
        <br />
        {clip(waiting.sentence, LONGEST_SENTENCE)}
        {waiting.forWhom === "" ? null : (
          <> {waiting.turn === "you" ? <strong>It takes {forWhom}.</strong> : <>It takes {forWhom}.</>}</>
        )}
      </div>
      <small>
        <Issues row={row} />
        <span>
          known <When at={row.knownAt} now={now} />
        </span>
        {row.state === "open" && !row.publishedAt ? (
          <span>
            due <When at={row.deadline} now={now} />
          </span>
        ) : null}
      </small>
    </li>
  );
}

function Issues({ row }: { row: UpdateRow }) {
  if (row.issues.length === 0) return null;
  const more = row.issues.length - MOST_ISSUES;
  return (
    <span>
      {row.issues.slice(0, MOST_ISSUES).map((issue) => (
        <Fragment key={issue}>
          <a href={packagePath(row.source, issue)}>{issue}</a>{" "}
        </Fragment>
      ))}
      {more > 0 ? `and ${more} more` : ""}
    </span>
  );
}
