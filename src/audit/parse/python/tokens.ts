import type { Problem } from "../../../kernel/index.ts";
import { takeBracket } from "./brackets.ts";
import { quoteOf, readLiteral } from "./strings.ts";

export interface PythonToken {
  readonly kind: "name" | "number" | "string" | "operator" | "newline";
  /** Of a string its value, undefined when it is computed. */
  readonly text: string | undefined;
  /** Of a string with replacement fields, its text with `$name` for each. */
  readonly formatted: string | undefined;
  readonly line: number;
  /** It is the first of its line and not indented. */
  readonly isAtMargin: boolean;
}

/** After more, the rest of a text is not read. */
export const MOST_PROBLEMS = 5;
const TAB = 9;
const NEWLINE = 10;
const FEED = 12;
const RETURN = 13;
const SPACE = 32;
const HASH = 35;
const MINUS = 45;
const DOT = 46;
const GREATER = 62;
const BACKSLASH = 92;
const MARK = 0xfeff;

/**
 * The tokens of a program, handed to `take`; ends of lines within brackets are none. Indentation is not kept. It is one
 * object, which changes: whoever keeps a token copies it. Characters are looked at one by one: of all that an audit reads,
 * programs in Python are the most, and a pattern for each token took several times as long.
 */
export function pythonTokens(text: string, problems: Problem[], take: (token: PythonToken) => void): void {
  let at = 0;
  let line = 1;
  const token = {
    kind: "newline" as PythonToken["kind"],
    text: undefined as string | undefined,
    formatted: undefined as string | undefined,
    line,
    isAtMargin: true,
  };
  const hand = (kind: PythonToken["kind"], value: string | undefined, isAtMargin: boolean): void => {
    token.kind = kind;
    token.text = value;
    token.line = line;
    token.isAtMargin = isAtMargin;
    take(token);
  };
  const complain = (code: string, message: string) =>
    problems.push({ code, severity: "error", message, place: { line, column: 1 } });
  const brackets = { open: 0, complain };
  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (c === SPACE) {
      at += 1;
      continue;
    }
    if (c === NEWLINE) {
      if (brackets.open === 0) hand("newline", "\n", false);
      at += 1;
      line += 1;
      continue;
    }
    if (c === HASH) {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
      continue;
    }
    const isAtMargin = at === 0 || text.charCodeAt(at - 1) === NEWLINE;
    const quote = quoteOf(text, at, c);
    if (quote >= 0) {
      const literal = readLiteral(text, at, quote);
      if (!literal.isClosed) complain("python-unterminated", "A string is never closed.");
      token.formatted = literal.formatted;
      hand("string", literal.value, isAtMargin);
      token.formatted = undefined;
      line += endsOfLines(text, at, literal.end);
      at = literal.end;
      if (problems.length > MOST_PROBLEMS) return;
      continue;
    }
    const start = at;
    if (isNameStart(c)) {
      at = endOfName(text, at + 1);
      hand("name", text.slice(start, at), isAtMargin);
      continue;
    }
    if (c >= 48 && c <= 57) {
      at = endOfNumber(text, at + 1);
      hand("number", text.slice(start, at), isAtMargin);
      continue;
    }
    if (c === TAB || c === FEED || c === RETURN || c === MARK) {
      at += 1;
      continue;
    }
    if (c === BACKSLASH) {
      at += 1;
      if (text.charCodeAt(at) === RETURN && text.charCodeAt(at + 1) === NEWLINE) at += 1;
      if (text.charCodeAt(at) !== NEWLINE) continue;
      at += 1;
      line += 1;
      continue;
    }
    at = endOfOperator(text, at, c);
    if (!takeBracket(brackets, c) || problems.length > MOST_PROBLEMS) return;
    hand("operator", at === start + 1 ? text[start] : text.slice(start, at), isAtMargin);
  }
  if (brackets.open > 0) complain("python-unterminated", "A bracket is never closed.");
  hand("newline", "\n", false);
}

function isNameStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 128 && c !== MARK);
}

function endOfName(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (!isWordCharacter(c) && c < 128) break;
    at += 1;
  }
  return at;
}

function endOfNumber(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (!isWordCharacter(c) && c !== DOT) break;
    at += 1;
  }
  return at;
}

function isWordCharacter(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95;
}

const DOUBLED = new Set([..."*/<>"].map((sign) => sign.charCodeAt(0)));
const BEFORE_EQUALS = new Set([..."=!<>+-*/%&|^@:"].map((sign) => sign.charCodeAt(0)));
const EQUALS = 61;

/** The longest of `**=`, `**`, `*=`, `->`, `:=`, `...` and their like; else one character. */
function endOfOperator(text: string, at: number, c: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === c && DOUBLED.has(c)) return text.charCodeAt(at + 2) === EQUALS ? at + 3 : at + 2;
  if (next === EQUALS && BEFORE_EQUALS.has(c)) return at + 2;
  if (c === MINUS && next === GREATER) return at + 2;
  if (c === DOT && next === DOT && text.charCodeAt(at + 2) === DOT) return at + 3;
  return at + 1;
}

export function endsOfLines(text: string, from: number, to: number): number {
  let count = 0;
  // The line ends are sought by the engine: most strings have none, and the longest are documentation.
  const part = text.slice(from, to);
  for (let at = part.indexOf("\n"); at >= 0; at = part.indexOf("\n", at + 1)) count += 1;
  return count;
}
