import type { ListOptions } from "../format/parse-list.ts";
import type { ListReader } from "../layers/parse-layer.ts";
import type { TrackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";
import { PIECE_SIZES, type PieceSizes } from "./cut.ts";
import { JoinedList, type PiecePlace } from "./joined-list.ts";
import type { Piece } from "./piece.ts";
import { readPieces } from "./read-pieces.ts";

/**
 * A reader of lists for one layer that remembers the pieces of the last reading, by what the list is and where it lies.
 * What it answers does not change when it reads again.
 */
export function createListMemory(sizes: PieceSizes = PIECE_SIZES): ListReader {
  const known = new Map<string, readonly Piece[]>();
  return (bytes, options) => {
    const key = [options.path, options.kind, options.prefix ?? ""].join("\n");
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const pieces = readPieces(buffer, options, known.get(key) ?? [], sizes);
    known.set(key, pieces);
    return joined(options, pieces);
  };
}

function joined({ path, kind, most }: ListOptions, pieces: readonly Piece[]): TalliedParse<JoinedList> {
  const value = new JoinedList(path, kind, pieces);
  const all = new ProblemTally(most);
  for (const piece of pieces) {
    const { problems, unkept } = piece.found;
    if (problems.length === 0 && unkept.size === 0) continue;
    const place = value.placeOf(piece);
    all.add({ problems: problems.map((problem) => movedProblem(problem, place)), unkept });
  }
  return all.parsed(value);
}

/** A problem further down: its line, and what would mend it. */
function movedProblem({ place, fix, ...problem }: TrackerProblem, { lines, characters }: PiecePlace): TrackerProblem {
  const moved = { ...problem, place: { ...place, line: place.line + lines } };
  if (fix === undefined) return moved;
  const edits = fix.edits.map(({ start, end, text }) => ({ start: start + characters, end: end + characters, text }));
  return { ...moved, fix: { ...fix, edits } };
}
