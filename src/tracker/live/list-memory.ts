import type { Parsed, Problem } from "../../kernel/index.ts";
import type { ListOptions } from "../format/parse-list.ts";
import type { ListReader } from "../layers/parse-layer.ts";
import { PIECE_SIZES, type PieceSizes } from "./cut.ts";
import { JoinedList } from "./joined-list.ts";
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

function joined({ path, kind }: ListOptions, pieces: readonly Piece[]): Parsed<JoinedList> {
  const value = new JoinedList(path, kind, pieces);
  const problems: Problem[] = [];
  for (const piece of pieces) {
    if (piece.problems.length === 0) continue;
    const { lines } = value.placeOf(piece);
    for (const { place, ...problem } of piece.problems) {
      problems.push({ ...problem, place: { ...place, line: place.line + lines } });
    }
  }
  return { value, problems };
}
