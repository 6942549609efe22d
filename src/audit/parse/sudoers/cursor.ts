import type { Problem } from "../../../kernel/index.ts";
import type { SudoersPlace } from "./types.ts";

/** A file of junk has one problem a line; nobody reads more than these. */
const MOST_PROBLEMS = 100;
/** Names and commands of one file. sudo reads its files whenever somebody calls it: nobody honest writes this many. */
const MOST_NAMES = 100_000;

/** Where the reading of one file stands. `at` only grows, so that places cost one pass over the text. */
export interface Cursor {
  readonly text: string;
  at: number;
  readonly problems: Problem[];
  /** Names that may still be read. */
  left: number;
  /** The place of `at`. */
  place(): SudoersPlace;
}

/** `lineOf` tells where a line of the text stands, when it is a part of another file. */
export function createCursor(text: string, lineOf: (line: number) => number = (line) => line): Cursor {
  const seen = { offset: 0, line: 1, column: 1, lineEnd: endOfLine(text, 0) };
  return {
    text,
    at: text.startsWith("\ufeff") ? 1 : 0,
    problems: [],
    left: MOST_NAMES,
    place() {
      while (seen.lineEnd < this.at) {
        seen.offset = seen.lineEnd + 1;
        seen.line += 1;
        seen.column = 1;
        seen.lineEnd = endOfLine(text, seen.offset);
      }
      if (this.at > seen.offset) {
        seen.column += Buffer.byteLength(text.slice(seen.offset, this.at));
        seen.offset = this.at;
      }
      return { line: lineOf(seen.line), column: seen.column };
    },
  };
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf("\n", from);
  return found < 0 ? text.length : found;
}

/** Notes a problem where the cursor stands; undefined, so that a reader can return it. */
export function fail(cursor: Cursor, code: string, message: string, place = cursor.place()): undefined {
  if (cursor.problems.length < MOST_PROBLEMS) cursor.problems.push({ code, severity: "error", message, place });
  return undefined;
}

export function warn(cursor: Cursor, code: string, message: string, place: SudoersPlace): void {
  if (cursor.problems.length < MOST_PROBLEMS) cursor.problems.push({ code, severity: "warning", message, place });
}

/** Counts one name more; false, at the end of the text, when there are too many. */
export function mayReadName(cursor: Cursor): boolean {
  cursor.left -= 1;
  if (cursor.left === 0)
    fail(cursor, "sudoers-too-long", `More than ${MOST_NAMES} names stand here; the rest is not read.`);
  if (cursor.left <= 0) cursor.at = cursor.text.length;
  return cursor.left > 0;
}

export function peek(cursor: Cursor, ahead = 0): string {
  return cursor.text.charAt(cursor.at + ahead);
}

/** Passes one character if it is this one. */
export function take(cursor: Cursor, character: string): boolean {
  if (peek(cursor) !== character) return false;
  cursor.at += 1;
  return true;
}

/** The end of a backslash, blanks and a line break at `from`, which join two lines; 0 when there is none. */
export function continuationEnd(text: string, from: number): number {
  if (text.charAt(from) !== "\\") return 0;
  let at = from + 1;
  while (isBlank(text.charAt(at))) at += 1;
  if (text.charAt(at) === "\r") at += 1;
  return text.charAt(at) === "\n" ? at + 1 : 0;
}

/** Passes blanks and joined lines; whether there were any. */
export function skipBlanks(cursor: Cursor): boolean {
  const start = cursor.at;
  for (;;) {
    while (isBlank(peek(cursor))) cursor.at += 1;
    const end = continuationEnd(cursor.text, cursor.at);
    if (end === 0) return cursor.at > start;
    cursor.at = end;
  }
}

export function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}

/** Whether a `#` here begins a comment: `#5` and `#-1` are ids. */
export function isComment(cursor: Cursor): boolean {
  return peek(cursor) === "#" && !/[0-9]/.test(peek(cursor, peek(cursor, 1) === "-" ? 2 : 1));
}

/** The end of an entry: of the file, of the line, or a comment. Nothing is passed. */
export function isAtEnd(cursor: Cursor): boolean {
  skipBlanks(cursor);
  const next = peek(cursor);
  return next === "" || next === "\n" || (next === "\r" && peek(cursor, 1) === "\n") || isComment(cursor);
}

/** Passes the rest of the entry, joined lines with it; a comment ends with its line whatever it ends in. */
export function skipEntry(cursor: Cursor): void {
  const { text } = cursor;
  while (cursor.at < text.length) {
    if (isComment(cursor)) {
      const end = text.indexOf("\n", cursor.at);
      cursor.at = end < 0 ? text.length : end + 1;
      return;
    }
    const joined = continuationEnd(text, cursor.at);
    if (joined > 0) cursor.at = joined;
    else {
      cursor.at += 1;
      if (text.charAt(cursor.at - 1) === "\n") return;
    }
  }
}
