import { isAscii } from "node:buffer";
import { decodeUnlabelled, latin1 } from "./charset.ts";
import { endOfText, isBlank, nextLine } from "./lines.ts";
import type { Notes } from "./notes.ts";
import type { Header, Headers } from "./types.ts";
import { decodeHeaderWords, onOneLine } from "./words.ts";

const COLON = 58;

/** How much of a header block is read: bytes from its begin, and fields, each of which costs an object. */
export interface HeaderLimits {
  readonly bytes: number;
  readonly fields: number;
}

/** A header block as found in a message. */
export interface HeaderBlock {
  readonly headers: Headers;
  /** Behind the empty line; where a boundary or a line that is no header ended the block, at that line. */
  readonly bodyStart: number;
  /** Whether fields were left out because of a limit. */
  readonly cutShort: boolean;
}

interface Field {
  readonly from: number;
  readonly colon: number;
  to: number;
}

/**
 * Reads the header block at `start`. It ends at an empty line, at a boundary of a multipart around it, or at a line that is
 * no header: such a line is shown as text, as Postfix does it, because what is dropped is hidden.
 */
export function readHeaderBlock(
  bytes: Uint8Array,
  start: number,
  limits: HeaderLimits,
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
    const colon = colonOf(bytes, at, next);
    if (colon >= 0) {
      current = { from: at, colon, to: next };
      if (fields.length <= limits.fields) fields.push(current);
    } else if (isBlank(bytes[at])) {
      if (current === undefined) notes.add("header-odd", "A header block begins with a continued line.");
      else current.to = next;
    } else if (at !== start || !isEnvelopeLine(bytes, at)) {
      notes.add("header-odd", "A header block ends in a line that is no header.");
      break;
    }
    at = next;
  }
  const kept = fields.slice(0, limits.fields).filter((field) => field.to - start <= limits.bytes);
  return { headers: headersOf(decodeFields(bytes, start, kept)), bodyStart: at, cutShort: kept.length < fields.length };
}

/** A header block by itself, as text/rfc822-headers and each block of message/delivery-status hold one. Never throws. */
export function readHeaders(bytes: Uint8Array): Headers {
  const unlimited = { bytes: bytes.length, fields: bytes.length };
  const silent: Notes = { add: () => undefined, all: () => [] };
  return readHeaderBlock(bytes, 0, unlimited, () => false, silent).headers;
}

/** Where the colon stands behind a name of printable ASCII (RFC 5322, 2.2) and obsolete blanks (4.5); -1 without one. */
function colonOf(bytes: Uint8Array, line: number, next: number): number {
  let at = line;
  while (at < next && isNameByte(bytes[at] ?? 0)) at += 1;
  if (at === line) return -1;
  while (at < next && isBlank(bytes[at])) at += 1;
  return at < next && bytes[at] === COLON ? at : -1;
}

function isNameByte(byte: number): boolean {
  return byte > 32 && byte < 127 && byte !== COLON;
}

/** The `From alice Mon Jan …` with which an mbox file begins a message. */
function isEnvelopeLine(bytes: Uint8Array, line: number): boolean {
  return latin1(bytes.subarray(line, line + 5)) === "From ";
}

/** The block is made a string once, since a hostile one has many fields; only beyond ASCII each field is for itself. */
function decodeFields(bytes: Uint8Array, start: number, fields: readonly Field[]): readonly Header[] {
  const block = bytes.subarray(start, fields.at(-1)?.to ?? start);
  const names = latin1(block);
  const text = isAscii(block) ? names : undefined;
  return fields.map(({ from, colon, to }) =>
    headerOf(
      names
        .slice(from - start, colon - start)
        .trim()
        .toLowerCase(),
      text?.slice(colon + 1 - start, to - start) ?? decodeUnlabelled(bytes.subarray(colon + 1, to)),
    ),
  );
}

function headerOf(name: string, folded: string): Header {
  const raw = folded.replace(/\r?\n/g, "").trim();
  return {
    name,
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
