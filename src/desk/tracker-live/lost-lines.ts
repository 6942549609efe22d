import type { IssueId } from "../../kernel/index.ts";
import { type LostLine, lostLinesOf, type Snapshot } from "../../tracker/index.ts";
import type { DataProblemRow, LostLineModel } from "../../web/index.ts";
import { placeText } from "./place-text.ts";

/** A line that counts for nothing, as the problems and as its issue and package show it. */
interface LostRow extends LostLineModel, DataProblemRow {}

const known = new WeakMap<Snapshot, readonly LostRow[]>();

/** Each lost line once, though an advisory's is lost for every issue that it names. */
export function lostLinesIn(snapshot: Snapshot): readonly LostRow[] {
  const rows = known.get(snapshot) ?? once(allIn(snapshot));
  known.set(snapshot, rows);
  return rows;
}

/** Those of one issue, its advisories' among them. */
export function lostLinesOfIssue({ tracker }: Snapshot, issue: IssueId): readonly LostLineModel[] {
  return lostLinesOf(tracker, issue).map((line) => lostModel(rowOf(line)));
}

/** What a page says of it. */
export function lostModel({ issue, source, layer, place, message }: LostRow): LostLineModel {
  return { issue, source, layer, place, message };
}

function* allIn({ withLostLines, tracker }: Snapshot): Generator<LostRow, void> {
  for (const [issue] of withLostLines.entries()) yield* lostLinesOf(tracker, issue).map(rowOf);
}

function once(rows: Iterable<LostRow>): readonly LostRow[] {
  return [...new Map(Array.from(rows, (row) => [`${row.layer} ${row.place}`, row])).values()];
}

function rowOf({ issue, package: source, layer, problem }: LostLine): LostRow {
  const { message, code, severity, place } = problem;
  return { issue, source, layer, place: placeText(place), message, code, severity };
}
