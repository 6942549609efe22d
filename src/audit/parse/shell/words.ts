import { readBackquotes, readDollar, readDoubleQuoted, readParenthesized } from "./expansions.ts";
import { type Piece, readSingleQuoted } from "./quotes.ts";
import { complain, type Reader, take, takeTo } from "./reader.ts";
import type { ShellWord } from "./types.ts";

/** A word with what only the parser needs. */
export interface ReadWord extends ShellWord {
  /** Some of it was quoted or escaped: it is no reserved word, and a here document that it ends is not expanded. */
  readonly isQuoted: boolean;
}

const PLAIN = /[^\s;&|<>()\\'"$`*?[{!+@#~]+/y;
const ENDS = " \t\n\r;&|<>()";

/** The word at the reader's place, perhaps empty when a metacharacter stands there. */
export function readWord(reader: Reader): ReadWord {
  const { line } = reader;
  let text = "";
  let isFixed = reader.text[reader.at] !== "~";
  let forwardsArguments = false;
  let isQuoted = false;
  const start = reader.at;
  while (reader.at < reader.text.length) {
    PLAIN.lastIndex = reader.at;
    if (PLAIN.test(reader.text)) {
      text += reader.text.slice(reader.at, PLAIN.lastIndex);
      reader.at = PLAIN.lastIndex;
      continue;
    }
    const c = reader.text[reader.at] as string;
    if (c === "(" && /[?*+@!]/.test(reader.text[reader.at - 1] ?? "") && reader.at > start) {
      text += readPattern(reader);
      isFixed = false;
      continue;
    }
    if ((c === "<" || c === ">") && reader.text[reader.at + 1] === "(" && reader.at === start) {
      readParenthesized(reader);
      text += reader.text.slice(start, reader.at);
      isFixed = false;
      continue;
    }
    if (ENDS.includes(c)) break;
    const piece = readPiece(reader, c);
    if ("'\"\\".includes(c)) isQuoted = true;
    text += piece.text;
    isFixed &&= piece.isFixed;
    forwardsArguments ||= piece.forwardsArguments;
  }
  if (isFixed && !isQuoted && /\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}/.test(text)) isFixed = false;
  return { text, isFixed, forwardsArguments, isQuoted, line };
}

function readPiece(reader: Reader, c: string): Piece {
  if (c === "\\") {
    take(reader);
    const next = take(reader);
    return { text: next === "\n" ? "" : next || "\\", isFixed: true, forwardsArguments: false };
  }
  if (c === "'") return { text: readSingleQuoted(reader), isFixed: true, forwardsArguments: false };
  if (c === '"') return readDoubleQuoted(reader);
  if (c === "`") {
    const start = reader.at;
    readBackquotes(reader, false);
    return { text: reader.text.slice(start, reader.at), isFixed: false, forwardsArguments: false };
  }
  if (c === "$" && reader.text[reader.at + 1] === "'") return readAnsiQuoted(reader);
  if (c === "$" && reader.text[reader.at + 1] === '"') {
    reader.at += 1;
    return readDoubleQuoted(reader);
  }
  if (c === "$") {
    const { text, isLiteral, forwardsArguments } = readDollar(reader, false);
    return { text, isFixed: isLiteral, forwardsArguments };
  }
  take(reader);
  return { text: c, isFixed: !"*?[".includes(c), forwardsArguments: false };
}

/** At `$'`: C's escapes; those that make a character of a number stay as they are. */
function readAnsiQuoted(reader: Reader): Piece {
  let end = reader.at + 2;
  while (end < reader.text.length && reader.text[end] !== "'") end += reader.text[end] === "\\" ? 2 : 1;
  if (end >= reader.text.length) complain(reader, "shell-unterminated", 'A quote "$\'" is never closed.');
  const raw = takeTo(reader, Math.min(end + 1, reader.text.length)).slice(2, -1);
  const named: Readonly<Record<string, string>> = { n: "\n", t: "\t", "'": "'", '"': '"', "\\": "\\" };
  const text = raw.replace(/\\([nt'"\\])/g, (_, c: string) => named[c] ?? c);
  return { text, isFixed: true, forwardsArguments: false };
}

/** At the `(` of a pattern such as `@(a|b)`: up to its end, as written. */
function readPattern(reader: Reader): string {
  const start = reader.at;
  let open = 0;
  while (reader.at < reader.text.length) {
    const c = reader.text[reader.at] as string;
    if (c === "\n") break;
    if ("'\"$`\\".includes(c)) {
      readPiece(reader, c);
      continue;
    }
    reader.at += 1;
    if (c === "(") open += 1;
    else if (c === ")") open -= 1;
    if (open === 0) break;
  }
  return reader.text.slice(start, reader.at);
}

/** At the `(` of `name=(…)`: all of it as one word, and the words in it. */
export function readArray(reader: Reader): { value: ReadWord; items: readonly ShellWord[] } {
  const start = reader.at;
  const { line } = reader;
  const items: ShellWord[] = [];
  reader.at += 1;
  let isClosed = false;
  while (reader.at < reader.text.length && !isClosed) {
    const c = reader.text[reader.at] as string;
    if (c === "#" && /\s/.test(reader.text[reader.at - 1] ?? "")) {
      const end = reader.text.indexOf("\n", reader.at);
      reader.at = end < 0 ? reader.text.length : end;
    } else if (ENDS.includes(c) && !((c === "<" || c === ">") && reader.text[reader.at + 1] === "(")) {
      take(reader);
      isClosed = c === ")";
    } else items.push(readWord(reader));
  }
  if (!isClosed && !reader.isOver) complain(reader, "shell-unterminated", "An array '(' is never closed.", line);
  const forwardsArguments = items.some((item) => item.forwardsArguments);
  const text = reader.text.slice(start, reader.at);
  return { value: { text, isFixed: false, forwardsArguments, isQuoted: false, line }, items };
}
