import type { CaseRow } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { casePath } from "../../text/cases/addresses.ts";
import { promise } from "../../text/cases/clocks.ts";
import { happened, turn } from "../../text/cases/states.ts";
import { clip } from "../../text/visible.ts";
import { capital, listed } from "../../text/words.ts";
import { Clock } from "../clock.tsx";
import { When } from "../when.tsx";
import { HourIn } from "./hour.tsx";
import { SeverityTag, StateTag } from "./tags.tsx";

const LONGEST_TITLE = 160;
const MOST_NAMED = 4;

/** Cases as rows of work, in the order given: what, why does it wait, for whom, until when. */
export function CaseRows({ rows, frame }: { rows: readonly CaseRow[]; frame: Frame }) {
  return (
    <ul class="rows">
      {rows.map((row) => (
        <Row key={row.id} row={row} frame={frame} />
      ))}
    </ul>
  );
}

function Row({ row, frame }: { row: CaseRow; frame: Frame }) {
  const { due } = row;
  return (
    <li class={row.title === null ? undefined : "confidential"}>
      {due ? (
        <Clock knownAt={due.startsAt} deadline={due.deadline} stoppedAt={null} now={frame.now} />
      ) : (
        <span class="clock none">closed</span>
      )}
      <div>
        <CaseName row={row} frame={frame} />{" "}
        <span class="tags">
          <StateTag state={row.state} /> {isJudged(row) ? <SeverityTag severity={row.severity} /> : null}
        </span>
        <br />
        {happened(row.state)} {row.due ? <Waits row={row} /> : null}
        <Unanswered row={row} frame={frame} />
      </div>
      <small>
        {due ? (
          <span>
            {row.late ? <strong class="late">Late: </strong> : null}
            {row.late ? promise(due) : capital(promise(due))}
            <span class="line">
              by <HourIn at={due.deadline} frame={frame} />
            </span>
          </span>
        ) : null}
        <span>
          received <When at={row.receivedAt} now={frame.now} />
          {row.team === "" ? "" : `, ${row.team}`}
        </span>
      </small>
    </li>
  );
}

/** What came after the report and has no answer yet. */
export function Unanswered({ row: { unansweredSince }, frame }: { row: CaseRow; frame: Frame }) {
  if (unansweredSince === undefined) return null;
  return (
    <span class="line soon">
      A message of <When at={unansweredSince} now={frame.now} /> has no answer yet.
    </span>
  );
}

/** Before a team has taken it nobody is asked how bad it is. */
export function isJudged({ team, severity }: Pick<CaseRow, "team" | "severity">): boolean {
  return team !== "" || severity !== undefined;
}

/** Its id and, for those who may read it, its title. Auditors get to its log. */
export function CaseName({ row, frame }: { row: Pick<CaseRow, "id" | "title">; frame: Frame }) {
  if (row.title === null) {
    const toLog = frame.viewer?.role === "auditor";
    return (
      <>
        {toLog ? <a href={casePath(row.id, "/log")}>{row.id}</a> : <strong>{row.id}</strong>}{" "}
        <small>{toLog ? "its log" : "not for you to read"}</small>
      </>
    );
  }
  return (
    <>
      <a href={casePath(row.id)}>{row.id}</a>{" "}
      <strong>{row.title.trim() === "" ? "without a title" : clip(row.title, LONGEST_TITLE)}</strong>
    </>
  );
}

/** Whose turn it is, and why theirs. */
function Waits({ row }: { row: CaseRow }) {
  if (row.yours)
    return (
      <>
        <strong>{turn(row.state)}</strong>
        {row.why === "escalated" ? " It came up to you, since nobody nearer is there." : null}
      </>
    );
  const more = row.waitsFor.length - MOST_NAMED;
  const names = [...row.waitsFor.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])];
  const why = {
    assigned: "who has it",
    asked: "who were asked",
    escalated: "since nobody nearer is there",
    closed: "",
  };
  const asked = row.why === "asked" && names.length === 1 ? "who was asked" : why[row.why];
  return (
    <>
      It waits for {listed(names)}, {asked}.
    </>
  );
}
