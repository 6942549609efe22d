import type { ListFile } from "../format/list-file.ts";
import { type ListOptions, parseList } from "../format/parse-list.ts";
import { ProblemTally, type Tallied } from "../problem-tally.ts";

/**
 * A part of a list that ends where a record ends. Its offsets and lines count from its own beginning, so that it stays
 * what it is when something before it in the list changes.
 */
export interface Piece {
  readonly file: ListFile;
  /** Its problems. How many places are kept of them depends on what stands above it in its list: see `createRoom`. */
  found: Tallied;
  readonly lines: number;
  /** Whether a `STOP:` line stood before it. */
  readonly stopped: boolean;
  /** Whether such a line stands before what follows it. */
  readonly stops: boolean;
  /** As `headOfPiece` gives it. */
  readonly head: string;
}

export function readPiece(bytes: Buffer, options: ListOptions, stopped: boolean, head: string): Piece {
  const { value: file, ...found } = parseList(bytes, { ...options, stopped });
  const { text } = file;
  return { file, found, lines: lineCount(text), stopped, stops: stopped || /^STOP:/m.test(text), head };
}

/** A list that was parsed elsewhere and is never cut, as one piece. */
export function wholePiece(file: ListFile): Piece {
  return { file, found: new ProblemTally(), lines: lineCount(file.text), stopped: false, stops: false, head: "" };
}

function lineCount(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
