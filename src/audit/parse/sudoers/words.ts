import { type Cursor, continuationEnd, fail, isBlank, peek } from "./cursor.ts";

/** What ends a word unless a backslash stands before it. */
const ENDS_WORD = '#>!=:,() \t\r\n\\"';
/** What ends a value of Defaults. */
const ENDS_VALUE = '#=, \t\r\n\\"';

/** A word as sudo reads it: with and without its escapes. */
export interface Word {
  readonly raw: string;
  readonly text: string;
}

export function readWord(cursor: Cursor): Word {
  return readUntil(cursor, ENDS_WORD);
}

export function readValue(cursor: Cursor): Word {
  return peek(cursor) === "!" ? { raw: "", text: "" } : readUntil(cursor, ENDS_VALUE);
}

function readUntil(cursor: Cursor, ends: string): Word {
  const { text } = cursor;
  const start = cursor.at;
  while (cursor.at < text.length) {
    const character = text.charAt(cursor.at);
    if (!ends.includes(character)) cursor.at += 1;
    else if (character === "\\" && canEscape(text, cursor.at)) cursor.at += 2;
    else break;
  }
  const raw = text.slice(start, cursor.at);
  return { raw, text: unescapeWord(raw) };
}

function canEscape(text: string, at: number): boolean {
  const next = text.charAt(at + 1);
  return next !== "" && next !== "\n" && next !== "\t" && continuationEnd(text, at) === 0;
}

/** `\x41` is a byte by its number, any other escape the character itself. */
function unescapeWord(raw: string): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(/\\(?:x([0-9A-Fa-f]{2})|([\s\S]))/g, (_, hex: string | undefined, other: string) =>
    hex === undefined ? other : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Text in double quotes, within which only a quote needs an escape; undefined when it is empty or its line ends. */
export function readQuoted(cursor: Cursor): string | undefined {
  const { text } = cursor;
  const place = cursor.place();
  const parts: string[] = [];
  cursor.at += 1;
  let from = cursor.at;
  const pass = (to: number, next: number): void => {
    parts.push(text.slice(from, to));
    cursor.at = next;
    from = next;
  };
  while (cursor.at < text.length) {
    const character = text.charAt(cursor.at);
    if (character === '"') {
      pass(cursor.at, cursor.at + 1);
      const value = parts.join("");
      return value === "" ? fail(cursor, "sudoers-empty-string", "Nothing stands between the quotes.", place) : value;
    }
    if (character === "\n" || (character === "\r" && text.charAt(cursor.at + 1) === "\n")) break;
    if (character !== "\\") cursor.at += 1;
    else if (text.charAt(cursor.at + 1) === '"') {
      pass(cursor.at, cursor.at + 1);
      cursor.at += 1;
    } else {
      const joined = continuationEnd(text, cursor.at);
      if (joined === 0) cursor.at += 1;
      else pass(cursor.at, afterBlanks(text, joined));
    }
  }
  return fail(cursor, "sudoers-open-quote", "A quote is opened here and not closed on its line.", place);
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charAt(at))) at += 1;
  return at;
}

/** Passes `!`, any odd number of them; an even number is none. Undefined when two negations follow each other. */
export function readNegation(cursor: Cursor, skip: (cursor: Cursor) => unknown): boolean | undefined {
  let isNegated = false;
  for (;;) {
    skip(cursor);
    const start = cursor.at;
    while (peek(cursor) === "!") cursor.at += 1;
    const count = cursor.at - start;
    if (count === 0) return isNegated;
    if (count % 2 === 0) continue;
    if (isNegated) return fail(cursor, "sudoers-syntax", "A negation stands before a negation.");
    isNegated = true;
  }
}
