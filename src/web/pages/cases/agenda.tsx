import type { Overview, ReviewRow } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { CasesPage } from "../../parts/cases/cases-page.tsx";
import { HourIn } from "../../parts/cases/hour.tsx";
import { isJudged } from "../../parts/cases/rows.tsx";
import { SeverityTag, StateTag } from "../../parts/cases/tags.tsx";
import { Clock } from "../../parts/clock.tsx";
import { Empty } from "../../parts/note.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { Ago } from "../../parts/when.tsx";
import { casePath } from "../../text/cases/addresses.ts";
import { promise } from "../../text/cases/clocks.ts";
import { formatShort } from "../../text/times.ts";
import { capital, count, listed } from "../../text/words.ts";

/** Nothing was done for so long: it is named as lying still. */
const STILL_MS = 14 * 86_400_000;
const MOST_ROWS = 60;

/** The standing list for scoping meetings. No title is on it, so that it can be printed and shown on a wall. */
export function AgendaPage(props: { frame: Frame; rows: readonly ReviewRow[]; sees: Overview["sees"] }) {
  const { frame, rows, sees } = props;
  const late = rows.filter((row) => row.late).length;
  const still = rows.filter((row) => isStill(row, frame.now)).length;
  const shown = rows.slice(0, MOST_ROWS);
  const sentence =
    rows.length === 0
      ? sees === "all"
        ? "No case is open."
        : "You have a part in no open case."
      : `${capital(count(rows.length, "case is", "cases are"))} open; ${late === 0 ? "none" : count(late, "is", "are")} late${still === 0 ? "" : `, ${count(still, "lies", "lie")} still`}.`;
  return (
    <CasesPage frame={frame} title="Agenda" confidential={false}>
      <h1>{sentence}</h1>
      <p class="soft">
        As of {formatShort(frame.now, frame.now)}. Ids only: it may be printed. A case lies still when nobody did
        anything with it for two weeks.
      </p>
      {rows.length === 0 ? (
        <Empty>There is nothing to go through.</Empty>
      ) : (
        <Scroll label="Open cases">
          <table class="cards agenda">
            <thead>
              <tr>
                <th scope="col">Case</th>
                <th scope="col">Left</th>
                <th scope="col">Stands</th>
                <th scope="col">Who</th>
                <th scope="col">Next</th>
                <th scope="col">Touched</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row key={row.id} row={row} frame={frame} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {rows.length > shown.length ? (
        <p class="soft">And {count(rows.length - shown.length, "case", "cases")} with more time left.</p>
      ) : null}
    </CasesPage>
  );
}

function isStill({ changedAt }: ReviewRow, now: Date): boolean {
  return now.getTime() - changedAt.getTime() > STILL_MS;
}

function Row({ row, frame }: { row: ReviewRow; frame: Frame }) {
  const { due, expires } = row;
  const who = row.assignee ?? (row.waitsFor.length > 0 ? `waits for ${listed(row.waitsFor)}` : "nobody");
  return (
    <tr>
      <th scope="row">
        <a href={casePath(row.id)}>{row.id}</a>
      </th>
      <td data-label="Left">
        {due ? <Clock knownAt={due.startsAt} deadline={due.deadline} stoppedAt={null} now={frame.now} /> : null}
      </td>
      <td data-label="Stands">
        <StateTag state={row.state} /> {isJudged(row) ? <SeverityTag severity={row.severity} /> : null}
        {row.priority === undefined ? null : <small class="line">priority {row.priority}</small>}
      </td>
      <td data-label="Who">
        {who}
        <small class="line">{row.team === "" ? "no team" : row.team}</small>
      </td>
      <td data-label="Next">
        {due ? (
          <>
            {capital(promise(due))} by <HourIn at={due.deadline} frame={frame} />
          </>
        ) : null}
        {row.lacks.length > 0 ? <small class="line late">lacks {listed(row.lacks)}</small> : null}
        {expires ? (
          <small class="line">
            resolved by <HourIn at={expires.at} zone={expires.zone} frame={frame} />
          </small>
        ) : null}
      </td>
      <td data-label="Touched">
        <span class={isStill(row, frame.now) ? "late" : undefined}>
          <Ago at={row.changedAt} now={frame.now} />
          {isStill(row, frame.now) ? ", lies still" : ""}
        </span>
      </td>
    </tr>
  );
}
