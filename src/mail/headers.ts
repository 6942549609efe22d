import { decodeUnlabelled, latin1 } from "./charset.ts";
import { endOfText, isBlank, nextLine } from "./lines.ts";
import type { Notes } from "./notes.ts";
import type { Header, Headers } from "./types.ts";
import { decodeHeaderWords, onOneLine } from "./words.ts";

const COLON = 58;
/** More fields than any mail system writes; each costs an object, and a message can hold five hundred blocks. */
const MAX_FIELDS = 1000;

/** A header block as found in a message. */
export interface HeaderBlock {
  readonly headers: Headers;
  /** Behind the empty line; where a boundary or a line that is no header ended the block, at that line. */
  readonly bodyStart: number;
}

interface Field {
  readonly name: string;
  readonly from: number;
  to: number;
}

/**
 * Reads the header block at `start`. It ends at an empty line, at a boundary of a multipart around it, or at a line that is
 * no header: such a line is shown as text, as Postfix does it, because what is dropped is hidden.
 */
export function readHeaderBlock(
  bytes: Uint8Array,
  start: number,
  limit: number,
  isBoundary: (line: number, next: number) => boolean,
  notes: Notes,
): HeaderBlock {
  const fields: Field[] = [];
  let current: Field | undefined;
  let at = start;
  while (at < bytes.length) {
    const next = nextLine(bytes, at);
    if (isBoundary(at, next)) break;
    if (endOfText(bytes, at, next) === at) {
      at = next;
      break;
    }
    const name = nameAt(bytes, at, next);
    if (name !== undefined) {
      current = { name: name.text, from: name.end, to: next };
      if (fields.length <= MAX_FIELDS) fields.push(current);
    } else if (isBlank(bytes[at])) {
      if (current === undefined) notes.add("header-odd", "A header block begins with a continued line.");
      else current.to = next;
    } else if (at !== start || !isEnvelopeLine(bytes, at)) {
      notes.add("header-odd", "A header block ends in a line that is no header.");
      break;
    }
    at = next;
  }
  const kept = fields.slice(0, MAX_FIELDS).filter((field) => field.to - start <= limit);
  if (kept.length < fields.length)
    notes.add("header-limit", "A header block is over the limit; fields of it were not read.");
  return { headers: headersOf(kept.map((field) => headerOf(bytes, field))), bodyStart: at };
}

/** A header block by itself, as text/rfc822-headers and each block of message/delivery-status hold one. Never throws. */
export function readHeaders(bytes: Uint8Array): Headers {
  const silent: Notes = { add: () => undefined, all: () => [] };
  return readHeaderBlock(bytes, 0, bytes.length, () => false, silent).headers;
}

/** Printable ASCII before a colon (RFC 5322, 2.2); blanks before the colon are obsolete, but read (4.5). */
function nameAt(bytes: Uint8Array, line: number, next: number): { text: string; end: number } | undefined {
  let end = line;
  for (; end < next; end += 1) {
    const byte = bytes[end] ?? 0;
    if (byte <= 32 || byte >= 127 || byte === COLON) break;
  }
  let colon = end;
  while (isBlank(bytes[colon]) && colon < next) colon += 1;
  if (end === line || colon >= next || bytes[colon] !== COLON) return undefined;
  return { text: latin1(bytes.subarray(line, end)).toLowerCase(), end: colon + 1 };
}

/** The `From alice Mon Jan …` with which an mbox file begins a message. */
function isEnvelopeLine(bytes: Uint8Array, line: number): boolean {
  return latin1(bytes.subarray(line, line + 5)) === "From ";
}

function headerOf(bytes: Uint8Array, field: Field): Header {
  const raw = decodeUnlabelled(bytes.subarray(field.from, field.to)).replace(/\r?\n/g, "").trim();
  return {
    name: field.name,
    raw,
    get text() {
      return onOneLine(decodeHeaderWords(raw));
    },
  };
}

function headersOf(all: readonly Header[]): Headers {
  const byName = new Map<string, Header[]>();
  for (const header of all) {
    const same = byName.get(header.name);
    if (same === undefined) byName.set(header.name, [header]);
    else same.push(header);
  }
  const named = (name: string): readonly Header[] => byName.get(name.toLowerCase()) ?? [];
  return {
    all,
    get: (name) => named(name)[0],
    count: (name) => named(name).length,
    values: (name) => named(name).map((header) => header.text),
  };
}
