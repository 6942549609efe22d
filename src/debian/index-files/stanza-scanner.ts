import type { FieldTable } from "./field-table.ts";

const LINE_FEED = 10;
const TAB = 9;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const HASH = 35;
const HYPHEN = 45;
const COLON = 58;
const DELETE = 127;
const ABSENT = -1;

/** Where the wanted fields of one stanza lie in the bytes. The scanner fills one of these again and again. */
export class ScannedStanza {
  bytes: Buffer = Buffer.alloc(0);
  /** By position in the wanted list; -1 for an absent field. */
  readonly from: Int32Array;
  readonly to: Int32Array;

  constructor(count: number) {
    this.from = new Int32Array(count);
    this.to = new Int32Array(count);
  }

  has(id: number): boolean {
    return (this.from[id] ?? ABSENT) >= 0;
  }

  /** The value's bytes taken as characters, right for what is ASCII; `` for an absent field. */
  latin1(id: number): string {
    return this.has(id) ? this.bytes.toString("latin1", this.from[id], this.to[id]) : "";
  }

  utf8(id: number): string {
    return this.has(id) ? this.bytes.toString("utf8", this.from[id], this.to[id]) : "";
  }
}

export interface ScanTarget {
  /** Takes a regular stanza; false sends it to `irregular` instead. */
  regular(stanza: ScannedStanza): boolean;
  /** Takes the bytes of a stanza that has anything unusual in it, and the number of its first line. */
  irregular(bytes: Buffer, firstLine: number): void;
}

/**
 * Walks over whole stanzas and notes where the wanted fields lie; it makes no strings.
 * Regular means: every line is `Name: value` or an indented continuation, no wanted field twice, no white space at
 * the end of a wanted value. Everything else, comments included, is left to the plain parser.
 */
export class StanzaScanner {
  readonly #table: FieldTable;
  readonly #target: ScanTarget;
  readonly #stanza: ScannedStanza;
  #line = 1;

  constructor(table: FieldTable, target: ScanTarget) {
    this.#table = table;
    this.#target = target;
    this.#stanza = new ScannedStanza(table.count);
  }

  scan(bytes: Buffer): void {
    this.#stanza.bytes = bytes;
    let position = 0;
    while (position < bytes.length) position = this.#scanStanza(bytes, position);
  }

  #scanStanza(bytes: Buffer, start: number): number {
    const firstLine = this.#line;
    this.#stanza.from.fill(ABSENT);
    let position = start;
    let regular = true;
    let current = ABSENT;
    while (position < bytes.length && bytes[position] !== LINE_FEED) {
      const found = bytes.indexOf(LINE_FEED, position);
      const end = found < 0 ? bytes.length : found;
      const first = bytes[position];
      if (first === SPACE || first === TAB) {
        if (position === start || !this.#continue(bytes, current, position, end)) regular = false;
      } else {
        const colon = findColon(bytes, position, end);
        current = colon < 0 ? ABSENT : this.#table.find(bytes, position, colon);
        if (colon < 0 || (current >= 0 && !this.#begin(bytes, current, colon + 1, end))) regular = false;
      }
      position = end + 1;
      this.#line += 1;
    }
    const end = Math.min(position, bytes.length);
    if (end > start) {
      if (!regular || !this.#target.regular(this.#stanza))
        this.#target.irregular(bytes.subarray(start, end), firstLine);
    }
    this.#line += 1;
    return position + 1;
  }

  /** Notes a wanted field; false when it stands twice or its line ends in white space. */
  #begin(bytes: Buffer, id: number, valueStart: number, end: number): boolean {
    if (this.#stanza.from[id] !== ABSENT) return false;
    let from = valueStart;
    while (from < end && isBlank(bytes[from])) from += 1;
    this.#stanza.from[id] = from;
    this.#stanza.to[id] = end;
    return from === end || !isBlank(bytes[end - 1]);
  }

  /** Extends the current field; false where such a line is not regular. */
  #continue(bytes: Buffer, id: number, start: number, end: number): boolean {
    if (isBlank(bytes[end - 1])) return false;
    if (id < 0) return true;
    this.#stanza.to[id] = end;
    return bytes[start] === SPACE && this.#table.manyLines[id] === true;
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN;
}

/** The colon after a field's name, or -1 when the line does not begin with one. */
function findColon(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start];
  if (first === HASH || first === HYPHEN || first === COLON) return -1;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === COLON) return i;
    if (byte <= SPACE || byte >= DELETE) return -1;
  }
  return -1;
}
