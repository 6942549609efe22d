/** Replacement fields within replacement fields beyond this are not followed. */
const DEEPEST = 50;

/** A string literal that begins at a place of the text. */
export interface Literal {
  readonly end: number;
  /** Undefined for an f-string with replacement fields, whose value is computed. */
  readonly value: string | undefined;
  /** Of an f-string with replacement fields: its text with `$name` for a field. */
  readonly formatted: string | undefined;
  readonly isClosed: boolean;
}

const NEWLINE = 10;
const DOUBLE = 34;
const SINGLE = 39;
const BACKSLASH = 92;
const LETTER_B = 98;
const LETTER_F = 102;
const LETTER_R = 114;
const LETTER_T = 116;
const LETTER_U = 117;

/**
 * Where the quote of the literal stands that begins at this place with this character, behind its prefix; -1 when none
 * begins here (Python's reference, "String and Bytes literals").
 */
export function quoteOf(text: string, at: number, first: number): number {
  if (isQuote(first)) return at;
  const letter = first | 32;
  if (letter !== LETTER_R && letter !== LETTER_U && !isTypeLetter(letter)) return -1;
  const next = text.charCodeAt(at + 1);
  if (isQuote(next)) return at + 1;
  const isPair = letter === LETTER_R ? isTypeLetter(next | 32) : isTypeLetter(letter) && (next | 32) === LETTER_R;
  return isPair && isQuote(text.charCodeAt(at + 2)) ? at + 2 : -1;
}

function isQuote(c: number): boolean {
  return c === DOUBLE || c === SINGLE;
}

/** Of bytes, of strings with fields, of templates. */
function isTypeLetter(letter: number): boolean {
  return letter === LETTER_B || letter === LETTER_F || letter === LETTER_T;
}

/** The literal at this place, whose quote stands at `start`. */
export function readLiteral(text: string, at: number, start: number): Literal {
  const prefix = start === at ? "" : text.slice(at, start).toLowerCase();
  const mark = text[start] as string;
  const tripled = mark === '"' ? '"""' : "'''";
  const quote = text.startsWith(tripled, start) ? tripled : mark;
  const isRaw = prefix.includes("r");
  const from = start + quote.length;
  if (prefix.includes("f") || prefix.includes("t")) {
    const fields: number[] = [];
    const { end, hasFields } = endOfFormatted(text, from, quote, isRaw, 0, fields);
    const isClosed = end <= text.length && text.startsWith(quote, end - quote.length) && end - quote.length >= from;
    const formatted = hasFields ? withNames(text, from, end - quote.length, fields, isRaw) : undefined;
    const value = hasFields ? undefined : decode(text.slice(from, end - quote.length), isRaw);
    return { end, value, formatted, isClosed };
  }
  const close = endOfPlain(text, from, quote);
  const isClosed = text.startsWith(quote, close);
  return {
    end: isClosed ? close + quote.length : close,
    value: decode(text.slice(from, close), isRaw),
    formatted: undefined,
    isClosed,
  };
}

/** Where the closing quote stands, or the end of the line or text. */
function endOfPlain(text: string, from: number, quote: string): number {
  const mark = quote.charCodeAt(0);
  const isShort = quote.length === 1;
  if (!isShort) {
    // Documentation: long, and rarely with a backslash.
    const close = text.indexOf(quote, from);
    if (close >= 0 && !text.slice(from, close).includes("\\")) return close;
  }
  for (let at = from; at < text.length; at += 1) {
    const c = text.charCodeAt(at);
    if (c === mark && (isShort || text.startsWith(quote, at))) return at;
    if (c === NEWLINE && isShort) return at;
    if (c === BACKSLASH) at += text.startsWith("\r\n", at + 1) ? 2 : 1;
  }
  return text.length;
}

/** The end of an f-string, whose replacement fields may hold strings with the same quotes (PEP 701). */
function endOfFormatted(
  text: string,
  from: number,
  quote: string,
  isRaw: boolean,
  depth: number,
  fields: number[] = [],
) {
  let at = from;
  let hasFields = false;
  while (at < text.length) {
    const c = text[at];
    if (text.startsWith(quote, at)) return { end: at + quote.length, hasFields };
    if (c === "\n" && quote.length === 1) return { end: at, hasFields };
    if (c === "\\") {
      const named = !isRaw && text.startsWith("N{", at + 1) ? text.indexOf("}", at) : -1;
      at = named > 0 && named - at < 100 ? named + 1 : at + (text[at + 1] === "{" ? 1 : 2);
    } else if (c === "{" && text[at + 1] === "{") at += 2;
    else if (c === "{") {
      hasFields = true;
      fields.push(at);
      at = endOfField(text, at + 1, quote, isRaw, depth + 1);
      fields.push(at);
    } else at += 1;
  }
  return { end: text.length, hasFields };
}

/** A longer text is no command line. */
const LONGEST_FORMATTED = 4096;

/** The text between two places with `$name` for its fields, of which `fields` has the beginnings and ends. */
function withNames(text: string, from: number, to: number, fields: readonly number[], isRaw: boolean): string {
  if (to - from > LONGEST_FORMATTED) return "$_";
  let found = "";
  let at = from;
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [start = at, end = at] = fields.slice(index, index + 2);
    const name = /^[\w.]+/.exec(text.slice(start + 1, end))?.[0].replace(/\W/g, "_") ?? "_";
    found += `${decode(text.slice(at, start), isRaw)}$${/^\d/.test(name) ? "_" : name}`;
    at = end;
  }
  return (found + decode(text.slice(at, Math.max(at, to)), isRaw)).replaceAll("{{", "{").replaceAll("}}", "}");
}

/** After `{`: past its `}`. A format after `:` is text again, with fields of its own. */
function endOfField(text: string, from: number, quote: string, isRaw: boolean, depth: number): number {
  let at = from;
  let open = 0;
  let inFormat = false;
  while (at < text.length) {
    const c = text[at] as string;
    if (inFormat && c === "{") {
      at = depth < DEEPEST ? endOfField(text, at + 1, quote, isRaw, depth + 1) : at + 1;
      continue;
    }
    if (c === "}" && open === 0) return at + 1;
    if (inFormat && (text.startsWith(quote, at) || c === "\n")) return at;
    if (!inFormat && (c === '"' || c === "'")) {
      at = endOfInner(text, at, depth);
      continue;
    }
    if ("([{".includes(c)) open += 1;
    else if (")]}".includes(c)) open = Math.max(0, open - 1);
    else if (c === ":" && open === 0) inFormat = true;
    at += 1;
  }
  return text.length;
}

/** A string inside a field, whose prefix stands just before it. */
function endOfInner(text: string, at: number, depth: number): number {
  const mark = text[at] as string;
  const quote = text.startsWith(mark.repeat(3), at) ? mark.repeat(3) : mark;
  const prefix = /[a-zA-Z]{0,2}$/.exec(text.slice(Math.max(0, at - 2), at))?.[0] ?? "";
  const from = at + quote.length;
  if (/[ft]/i.test(prefix) && depth < DEEPEST) {
    return endOfFormatted(text, from, quote, /r/i.test(prefix), depth + 1).end;
  }
  return Math.min(text.length, endOfPlain(text, from, quote) + quote.length);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "", "\r\n": "" };

/** Escapes of numbers stay as they are: no path is written so. */
function decode(text: string, isRaw: boolean): string {
  if (isRaw || !text.includes("\\")) return text;
  return text.replace(/\\(\r\n|[\n\\'"ntr])/g, (_, c: string) => ESCAPES[c] ?? c);
}
