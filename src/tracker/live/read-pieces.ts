import type { ListOptions } from "../format/parse-list.ts";
import { beginsRecord, endOfPiece, headOfPiece, type PieceSizes } from "./cut.ts";
import { type Piece, readPiece } from "./piece.ts";
import { createRoom } from "./problem-room.ts";

/**
 * Reads a list in pieces. Those that it has in common with the list of before are taken over as they are, in their order;
 * only the rest is parsed. The pieces joined say what `parseList` says of the whole.
 */
export function readPieces(
  bytes: Buffer,
  options: ListOptions,
  before: readonly Piece[],
  sizes: PieceSizes,
): readonly Piece[] {
  const places = new Map<string, number[]>();
  before.forEach((piece, index) => {
    const there = places.get(piece.head);
    if (there) there.push(index);
    else places.set(piece.head, [index]);
  });
  const pieces: Piece[] = [];
  const room = createRoom(options);
  let next = 0;
  let stopped = false;
  for (let start = 0; start < bytes.length; ) {
    const head = headOfPiece(bytes, start);
    const found = (places.get(head) ?? []).find(
      (index) => index >= next && stillThere(bytes, start, before[index] as Piece, stopped),
    );
    let piece: Piece;
    if (found !== undefined) {
      piece = before[found] as Piece;
      next = found + 1;
    } else {
      piece = readPiece(bytes.subarray(start, endOfPiece(bytes, start, sizes)), options, stopped, head);
    }
    room.fit(piece);
    pieces.push(piece);
    stopped = piece.stops;
    start += piece.file.text.length;
  }
  return pieces;
}

/** Its bytes stand here, and what follows them belongs to another record. */
function stillThere(bytes: Buffer, start: number, piece: Piece, stopped: boolean): boolean {
  const { text } = piece.file;
  const end = start + text.length;
  if (piece.stopped !== stopped || end > bytes.length) return false;
  if (end < bytes.length && !(text.endsWith("\n") && beginsRecord(bytes, end))) return false;
  return standsAt(bytes, start, text);
}

let scratch = Buffer.alloc(0);

/** Comparing strings would make one of every piece of the file; written into one buffer they cost nothing to collect. */
function standsAt(bytes: Buffer, start: number, text: string): boolean {
  if (scratch.length < text.length) scratch = Buffer.alloc(2 * text.length);
  scratch.write(text, 0, "latin1");
  return scratch.compare(bytes, start, start + text.length, 0, text.length) === 0;
}
