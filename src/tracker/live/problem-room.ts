import { type ListOptions, parseList } from "../format/parse-list.ts";
import type { TrackerProblem, TrackerProblemCode } from "../problem-codes.ts";
import { countsIn, KEPT_OF_A_CODE, type ProblemCounts, type Tallied } from "../problem-tally.ts";
import type { Piece } from "./piece.ts";

/**
 * Shares the places that may be kept for one list among its pieces, from the first to the last: together they keep what
 * `parseList` keeps of the whole. A piece is read again when one above it was mended, so that more of its own are to be shown.
 */
export function createRoom({ most = KEPT_OF_A_CODE, ...options }: ListOptions): { fit(piece: Piece): void } {
  const taken = new Map<TrackerProblemCode, number>();
  return {
    fit(piece) {
      const counts = countsIn(piece.found);
      if (counts.size === 0) return;
      const wanted = new Map<TrackerProblemCode, number>();
      for (const [code, count] of counts) {
        const before = taken.get(code) ?? 0;
        wanted.set(code, Math.min(count, most - before));
        taken.set(code, Math.min(most, before + count));
      }
      const kept = keptIn(piece.found);
      const lacks = [...wanted].some(([code, count]) => (kept.get(code) ?? 0) < count);
      const found = lacks ? readAgain(piece, { ...options, most }) : piece.found;
      const exact = [...wanted].every(([code, count]) => (kept.get(code) ?? 0) === count);
      if (!exact) piece.found = only(found, counts, wanted);
    },
  };
}

function readAgain({ file, stopped }: Piece, options: ListOptions): Tallied {
  return parseList(Buffer.from(file.text, "latin1"), { ...options, stopped });
}

function keptIn({ problems }: Tallied): ProblemCounts {
  return countsIn({ problems, unkept: new Map() });
}

function only({ problems }: Tallied, counts: ProblemCounts, wanted: ProblemCounts): Tallied {
  const left = new Map(wanted);
  const kept: TrackerProblem[] = [];
  for (const problem of problems) {
    const code = problem.code as TrackerProblemCode;
    const more = left.get(code) ?? 0;
    if (more === 0) continue;
    left.set(code, more - 1);
    kept.push(problem);
  }
  const unkept = new Map<TrackerProblemCode, number>();
  for (const [code, count] of counts) {
    const gone = count - (wanted.get(code) ?? 0);
    if (gone > 0) unkept.set(code, gone);
  }
  return { problems: kept, unkept };
}
