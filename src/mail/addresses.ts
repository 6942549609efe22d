import type { Address } from "./types.ts";
import { decodeHeaderWords, onOneLine } from "./words.ts";

/** What stands between two commas. */
interface Entry {
  /** The words as shown, quoted strings without their quotes. */
  phrase: string;
  /** The words that may be addresses. */
  bare: string;
  /** The first `<…>`, without comments and blanks. */
  angle: string | undefined;
  /** The first comment. */
  comment: string | undefined;
}

/**
 * The addresses of a From, To, Cc or Reply-To (RFC 5322, 3.4), groups opened. Give it the undecoded value: commas and angle
 * brackets in encoded words are letters of a name, never structure (RFC 2047, 6.2). Entries without an address are left out,
 * two addresses without a comma between them are two; whatever the text, it does not throw.
 */
export function addressesIn(value: string): readonly Address[] {
  return entriesOf(value).flatMap(addressesOf);
}

function entriesOf(value: string): readonly Entry[] {
  let entry: Entry = { phrase: "", bare: "", angle: undefined, comment: undefined };
  const entries = [entry];
  let inAngle = false;
  const begin = (): void => {
    entry = { phrase: "", bare: "", angle: undefined, comment: undefined };
    entries.push(entry);
    inAngle = false;
  };
  for (let at = 0; at < value.length; ) {
    const kind = value.charAt(at);
    const end = endOfUnit(value, at);
    const unit = value.slice(at, end);
    at = end;
    if (kind === "(") entry.comment ??= unescaped(unit.slice(1, -1));
    else if (kind === ";" || (kind === "," && !entry.angle?.startsWith("@")) || (kind === "," && !inAngle)) begin();
    else if (kind === ":" && !inAngle) begin();
    else if (kind === "<" && entry.angle === undefined) {
      entry.angle = "";
      inAngle = true;
    } else if (kind === ">" && inAngle) inAngle = false;
    else if (inAngle) entry.angle += kind === '"' ? localPart(unit) : unit.replace(/\s+/g, "");
    else if (kind === '"') {
      entry.phrase += unescaped(unit.slice(1, -1));
      entry.bare += value.charAt(at) === "@" ? localPart(unit).replace(/\s+/g, " ") : " ";
    } else {
      entry.phrase += unit;
      entry.bare += unit.replace(/\s+/g, " ");
    }
  }
  return entries;
}

/** Where the unit at `at` ends: a quoted string, a comment, a domain in brackets, a mark, or a run of anything else. */
function endOfUnit(value: string, at: number): number {
  const character = value.charAt(at);
  if (character === '"') return endOfQuoted(value, at);
  if (character === "(") return endOfComment(value, at);
  if (character === "@" && value.charAt(at + 1) === "[") return value.indexOf("]", at) + 1 || value.length;
  if (isMark(character)) return at + 1;
  let end = at + 1;
  while (end < value.length && value.charAt(end) !== "@" && !isMark(value.charAt(end))) end += 1;
  return end;
}

function isMark(character: string): boolean {
  return '"(<>,;:'.includes(character);
}

/** A quoted string without an end goes to the end of the value, so that nothing is read twice. */
function endOfQuoted(value: string, at: number): number {
  for (let end = at + 1; end < value.length; end += 1) {
    if (value.charAt(end) === "\\") end += 1;
    else if (value.charAt(end) === '"') return end + 1;
  }
  return value.length;
}

function endOfComment(value: string, at: number): number {
  let depth = 0;
  for (let end = at; end < value.length; end += 1) {
    const character = value.charAt(end);
    if (character === "\\") end += 1;
    else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    if (depth === 0) return end + 1;
  }
  return value.length;
}

function unescaped(text: string): string {
  return text.replace(/\\(.?)/gs, "$1");
}

/** A quoted local part without quotes where they change nothing: `"alice"@x` is alice@x (RFC 5321, 4.1.2). */
function localPart(quoted: string): string {
  const content = unescaped(quoted.slice(1, -1));
  return /^[^\s"(),:;<>@[\]\\]+$/.test(content) ? content : quoted;
}

function addressesOf(entry: Entry): readonly Address[] {
  const bracketed = entry.angle === undefined ? undefined : entry.angle.slice(routeEnd(entry.angle));
  const written = bracketed === undefined ? addressWords(entry.bare) : [bracketed];
  const name = entry.angle === undefined ? "" : entry.phrase;
  const shown = onOneLine(decodeHeaderWords(name.trim() === "" ? (entry.comment ?? "") : name)).trim();
  return written.flatMap((text) => {
    const address = asAddress(text);
    return address === undefined ? [] : [{ name: shown, address }];
  });
}

/** The obsolete route of `<@relay,@other:alice@example.net>` (RFC 5322, 4.4) is none of the address. */
function routeEnd(angle: string): number {
  return angle.startsWith("@") ? angle.lastIndexOf(":") + 1 : 0;
}

/** Blanks around dots and at signs are obsolete, but read (RFC 5322, 4.4). */
function addressWords(bare: string): readonly string[] {
  const words = bare
    .replace(/ +/g, " ")
    .replace(/ ?([.@]) ?/g, "$1")
    .split(" ");
  return words.filter((word) => word.includes("@"));
}

function asAddress(text: string): string | undefined {
  const clean = text.replace(/\p{Cc}/gu, "");
  const at = clean.lastIndexOf("@");
  const local = clean.slice(0, at);
  const domain = clean.slice(at + 1);
  const twice = local.includes("@") && !local.startsWith('"');
  return at <= 0 || domain === "" || twice ? undefined : `${local}@${domain.toLowerCase()}`;
}
