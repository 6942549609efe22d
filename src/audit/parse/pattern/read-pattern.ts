import type { Parsed } from "../../../kernel/index.ts";
import { character, DOT, ofBothCases } from "./character-sets.ts";
import { readClass, readEscape } from "./read-sets.ts";
import type { Pattern } from "./types.ts";

const LONGEST = 8192;
const DEEPEST = 50;
const UNKNOWN: Pattern = { kind: "unknown" };

interface Reading {
  readonly source: string;
  at: number;
  depth: number;
  ignoresCase: boolean;
  problem: string | undefined;
}

/** A regular expression of Python's `re`. What it cannot be is a problem, and the value then matches nothing useful. */
export function readPattern(source: string): Parsed<Pattern> {
  const reading: Reading = { source, at: 0, depth: 0, ignoresCase: false, problem: undefined };
  if (source.length > LONGEST) reading.problem = `The pattern has more than ${LONGEST} characters.`;
  const value = readChoice(reading);
  if (reading.at < source.length) reading.problem ??= "A ) closes nothing.";
  const place = { line: 1, column: reading.at + 1 };
  if (reading.problem === undefined) return { value, problems: [] };
  return { value, problems: [{ code: "pattern-syntax", severity: "error", message: reading.problem, place }] };
}

function readChoice(reading: Reading): Pattern {
  const branches = [readSequence(reading)];
  while (!reading.problem && take(reading, "|")) branches.push(readSequence(reading));
  const [only] = branches;
  return branches.length === 1 && only ? only : { kind: "choice", branches };
}

function readSequence(reading: Reading): Pattern {
  const items: Pattern[] = [];
  while (!reading.problem && reading.at < reading.source.length && !"|)".includes(peek(reading))) {
    const item = readAtom(reading);
    if (item) items.push(readRepeats(reading, item));
  }
  const [only] = items;
  return items.length === 1 && only ? only : { kind: "sequence", items };
}

function readAtom(reading: Reading): Pattern | undefined {
  const sign = peek(reading);
  if (sign === "(") return readGroup(reading);
  if ("*+?".includes(sign)) return stop(reading, "A quantifier stands behind nothing.");
  if (sign === "[" || sign === "\\") {
    const read = (sign === "[" ? readClass : readEscape)(reading.source, reading.at);
    if (typeof read === "string") return stop(reading, read);
    reading.at = read.end;
    return read.pattern.kind === "set" ? cased(reading, read.pattern) : read.pattern;
  }
  reading.at += 1;
  if (sign === "^") return { kind: "start" };
  if (sign === "$") return { kind: "end" };
  if (sign === ".") return { kind: "set", set: DOT, isDot: true };
  return cased(reading, { kind: "set", set: character(sign.charCodeAt(0)), isDot: false });
}

function cased(reading: Reading, set: Pattern & { kind: "set" }): Pattern {
  return reading.ignoresCase ? { ...set, set: ofBothCases(set.set) } : set;
}

/** `(…)` and its extensions `(?…)`; flags and comments are no part of what matches. */
function readGroup(reading: Reading): Pattern | undefined {
  const { source } = reading;
  const open = /\((?:\?(?:P<\w+>|P=(\w+)\)|#[^)]*\)|<?[=!]|[aiLmsux]+(?:-[imsx]+)?(\)|:)|\(\w+\)|[:>]))?/y;
  open.lastIndex = reading.at;
  const [head = "(", back, flags] = open.exec(source) ?? [];
  if (source.startsWith("(?", reading.at) && head === "(")
    return stop(reading, "The group begins with no form that is known.");
  reading.at += head.length;
  if (head.startsWith("(?#")) return undefined;
  if (back !== undefined) return UNKNOWN;
  const before = reading.ignoresCase;
  if (flags !== undefined && /^\(\?[^-]*i/.test(head)) reading.ignoresCase = true;
  if (flags === ")") return undefined;
  reading.depth += 1;
  if (reading.depth > DEEPEST) return stop(reading, `Groups stand more than ${DEEPEST} deep in each other.`);
  const inside = readChoice(reading);
  reading.depth -= 1;
  if (flags === ":") reading.ignoresCase = before;
  if (!reading.problem && !take(reading, ")")) return stop(reading, "A group is not closed.");
  return /^\(\?(?:<?[=!])/.test(head) ? UNKNOWN : inside;
}

/** `*`, `+`, `?`, `{m,n}` behind an item, lazy or possessive. */
function readRepeats(reading: Reading, item: Pattern): Pattern {
  const form = /([*+?])[?+]?|\{(\d*)(,?)(\d*)\}[?+]?/y;
  form.lastIndex = reading.at;
  const found = form.exec(reading.source);
  if (!found || found[0].startsWith("{}")) return item;
  reading.at += found[0].length;
  const [, sign, least = "", comma = "", most = ""] = found;
  if (sign !== undefined)
    return { kind: "repeat", item, least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Infinity };
  const from = Number(least);
  const to = comma === "" ? from : most === "" ? Infinity : Number(most);
  if (to < from) stop(reading, "A quantifier's bounds stand in the wrong order.");
  return { kind: "repeat", item, least: from, most: to };
}

function peek(reading: Reading): string {
  return reading.source.charAt(reading.at);
}

function take(reading: Reading, sign: string): boolean {
  if (peek(reading) !== sign) return false;
  reading.at += 1;
  return true;
}

function stop(reading: Reading, problem: string): undefined {
  reading.problem ??= problem;
  return undefined;
}
