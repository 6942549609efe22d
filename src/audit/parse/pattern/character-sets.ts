import type { CharacterSet } from "./types.ts";

const ALL: CharacterSet = (1n << 128n) - 1n;

/** The characters from one code to another, both included; those beyond ASCII are left out. */
export function range(from: number, to: number): CharacterSet {
  let set = 0n;
  for (let code = from; code <= Math.min(to, 127); code += 1) set |= 1n << BigInt(code);
  return set;
}

export function character(code: number): CharacterSet {
  return code > 127 ? 0n : 1n << BigInt(code);
}

export function without(set: CharacterSet): CharacterSet {
  return ALL & ~set;
}

export const DIGITS = range(48, 57);
export const WORDS = DIGITS | range(65, 90) | range(97, 122) | character(95);
export const BLANKS = character(32) | range(9, 13);
/** What `.` stands for: anything but a line feed. */
export const DOT = without(character(10));
const PRINTABLE = range(32, 126);

export function has(set: CharacterSet, code: number): boolean {
  return code < 128 && ((set >> BigInt(code)) & 1n) === 1n;
}

/** How many printable characters it has. */
export function countOf(set: CharacterSet): number {
  let count = 0;
  for (let rest = set & PRINTABLE; rest > 0n; rest &= rest - 1n) count += 1;
  return count;
}

/** Both cases of every letter. */
export function ofBothCases(set: CharacterSet): CharacterSet {
  const upper = range(65, 90);
  const lower = range(97, 122);
  return set | ((set & upper) << 32n) | ((set & lower) >> 32n);
}
