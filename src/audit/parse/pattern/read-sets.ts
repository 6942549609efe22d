import { BLANKS, character, DIGITS, range, WORDS, without } from "./character-sets.ts";
import type { CharacterSet, Pattern } from "./types.ts";

interface ReadSet {
  readonly pattern: Pattern;
  readonly end: number;
}

const CLASSES: Readonly<Record<string, CharacterSet>> = {
  d: DIGITS,
  D: without(DIGITS),
  w: WORDS,
  W: without(WORDS),
  s: BLANKS,
  S: without(BLANKS),
};
const CONTROLS: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** What stands behind a backslash outside of a class; a sentence when it is nothing. */
export function readEscape(source: string, at: number): ReadSet | string {
  const sign = source.charAt(at + 1);
  if (sign === "") return "The pattern ends in a backslash.";
  if (sign === "A") return { pattern: { kind: "start" }, end: at + 2 };
  if (sign === "Z") return { pattern: { kind: "end" }, end: at + 2 };
  if (sign === "b" || sign === "B" || /[1-9]/.test(sign)) {
    const digits = /[1-9]\d?|./y;
    digits.lastIndex = at + 1;
    return { pattern: { kind: "unknown" }, end: at + 1 + (digits.exec(source)?.[0].length ?? 1) };
  }
  const { set, end } = escaped(source, at);
  return { pattern: { kind: "set", set, isDot: false }, end };
}

/** `[…]`; a sentence when it is not closed or its ranges run backwards. */
export function readClass(source: string, at: number): ReadSet | string {
  const isNegated = source.charAt(at + 1) === "^";
  let next = at + (isNegated ? 2 : 1);
  let set = 0n;
  for (let isFirst = true; isFirst || source.charAt(next) !== "]"; isFirst = false) {
    if (next >= source.length) return "A class [ is not closed.";
    const from = member(source, next);
    next = from.end;
    const isRange = source.charAt(next) === "-" && !["]", ""].includes(source.charAt(next + 1));
    if (!isRange) {
      set |= from.set;
      continue;
    }
    const to = member(source, next + 1);
    next = to.end;
    if (from.code === undefined || to.code === undefined || to.code < from.code)
      return "A range in a class runs backwards.";
    set |= range(from.code, to.code);
  }
  return { pattern: { kind: "set", set: isNegated ? without(set) : set, isDot: false }, end: next + 1 };
}

interface Member {
  readonly set: CharacterSet;
  /** undefined for a class such as `\d`, which begins no range. */
  readonly code: number | undefined;
  readonly end: number;
}

function member(source: string, at: number): Member {
  if (source.charAt(at) === "\\" && at + 1 < source.length) return escaped(source, at);
  const code = source.charCodeAt(at);
  return { set: character(code), code, end: at + 1 };
}

function escaped(source: string, at: number): Member {
  const sign = source.charAt(at + 1);
  const group = CLASSES[sign];
  if (group !== undefined) return { set: group, code: undefined, end: at + 2 };
  const number = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(0[0-7]{0,2}))/y;
  number.lastIndex = at;
  const found = number.exec(source);
  const hex = found?.[1] ?? found?.[2] ?? found?.[3];
  const code = found
    ? Number.parseInt(hex ?? found[4] ?? "0", hex === undefined ? 8 : 16)
    : (CONTROLS[sign] ?? sign.charCodeAt(0));
  return { set: character(code), code, end: at + (found?.[0].length ?? 2) };
}
