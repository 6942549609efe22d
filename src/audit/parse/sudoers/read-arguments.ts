import { type Cursor, continuationEnd, fail, isBlank, peek, warn } from "./cursor.ts";
import type { SudoersArguments } from "./types.ts";

/** Escapes that stay: sudo hands them to fnmatch(3). */
const KEPT = "*?[]!^";
/** Escapes that are taken away. */
const TAKEN = ":\\,= \t#";
const ENDS_RUN = "#\\:, \t\r\n";

/** The arguments after a command, up to what ends it; undefined after a problem. */
export function readArguments(cursor: Cursor): SudoersArguments | undefined {
  const parts: string[] = [];
  let sawBlank = false;
  const add = (text: string): void => {
    if (sawBlank && parts.length > 0) parts.push(" ");
    parts.push(text);
    sawBlank = false;
  };
  const { text } = cursor;
  for (;;) {
    const next = peek(cursor);
    const joined = continuationEnd(text, cursor.at);
    if (joined > 0 || isBlank(next)) {
      cursor.at = joined > 0 ? joined : cursor.at + 1;
      sawBlank = true;
    } else if (next === "\\") {
      const escaped = peek(cursor, 1);
      if (escaped === "" || !(KEPT + TAKEN).includes(escaped))
        return fail(
          cursor,
          "sudoers-syntax",
          "A backslash in arguments stands only before * ? [ ] ! ^ : , = # \\ and blanks.",
        );
      add(KEPT.includes(escaped) ? `\\${escaped}` : escaped);
      cursor.at += 2;
    } else if (next === "" || ENDS_RUN.includes(next)) {
      return argumentsOf(parts.join(""));
    } else if (next === "^" && parts.length === 0) {
      return readRegex(cursor);
    } else {
      const run = readRun(cursor);
      if (run === "=") return argumentsOf(parts.join(""));
      add(run);
      cursor.at += run.length;
    }
  }
}

/** The characters up to the next that means something. A lone `=` ends a command, `a=b` does not. */
function readRun({ text, at }: Cursor): string {
  let end = at;
  while (end < text.length && !ENDS_RUN.includes(text.charAt(end))) end += 1;
  return text.slice(at, end);
}

function readRegex(cursor: Cursor): SudoersArguments | undefined {
  const { text } = cursor;
  const place = cursor.place();
  const parts: string[] = [];
  let from = cursor.at;
  while (cursor.at < text.length) {
    const next = text.charAt(cursor.at);
    const joined = continuationEnd(text, cursor.at);
    if (joined > 0) {
      parts.push(text.slice(from, cursor.at));
      cursor.at = joined;
      while (isBlank(peek(cursor))) cursor.at += 1;
      from = cursor.at;
    } else if (next === "\\" && !"\r\n".includes(peek(cursor, 1))) cursor.at += 2;
    else if (next === "$") {
      cursor.at += 1;
      const pattern = parts.join("") + text.slice(from, cursor.at);
      warnOfRegex(cursor, pattern, place);
      return { kind: "regex", text: pattern };
    } else if ("#\r\n".includes(next)) break;
    else cursor.at += 1;
  }
  return fail(cursor, "sudoers-open-regex", "A regular expression begins with ^ here and has no $ at its end.", place);
}

/** Expressions that no reader takes, such as a range that runs backwards. */
export function warnOfRegex(cursor: Cursor, pattern: string, place = cursor.place()): void {
  try {
    new RegExp(pattern);
  } catch {
    warn(cursor, "sudoers-regex", "This is no regular expression, so it matches nothing.", place);
  }
}

/** What a written list of arguments means: sudo matches all of them, joined by blanks, with fnmatch(3). */
export function argumentsOf(written: string): SudoersArguments {
  if (written === "") return { kind: "any" };
  if (written === '""') return { kind: "none" };
  if (written.startsWith("^") && written.endsWith("$")) return { kind: "regex", text: written };
  return hasWildcard(written)
    ? { kind: "wildcard", text: written }
    : { kind: "fixed", text: written.replace(/\\([\s\S])/g, "$1") };
}

/** Whether fnmatch(3) would take more than one text: an unescaped `*`, `?` or `[`. */
export function hasWildcard(pattern: string): boolean {
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === "\\") at += 1;
    else if (character === "*" || character === "?" || character === "[") return true;
  }
  return false;
}
