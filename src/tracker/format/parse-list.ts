import { type FixIt, type TrackerProblemCode, trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";
import { asciiLine } from "./ascii-line.ts";
import type { ListFile } from "./list-file.ts";
import { descriptionIn, nameInHeader, parseHeader, plainNameEnd } from "./parse-header.ts";
import { type Fault, ownText, parseNoteLine } from "./parse-note.ts";
import { parseReferences } from "./parse-references.ts";
import { plainNote } from "./plain-note.ts";
import { QuietRecords } from "./quiet-records.ts";
import { latin1, standsAt } from "./stands-at.ts";
import { temporaryName } from "./temporary-name.ts";
import type { ListKind, ListRecord, Note, RecordState, Reference, Remark, SetAsideSpan } from "./types.ts";
import { createWords, type Words } from "./words.ts";

export interface ListOptions {
  /** For messages, relative to the data directory. */
  readonly path: string;
  readonly kind: ListKind;
  /** The house's prefix (`DSA`), for advisory lists: the name of the directory. */
  readonly prefix?: string;
  /** Shared between files, so that a name is held once. */
  readonly words?: Words;
  /** Of how many problems of one code the places are kept; default `KEPT_OF_A_CODE`. */
  readonly most?: number;
  /** The bytes are a piece of a list whose earlier pieces hold a `STOP:` line. */
  readonly stopped?: boolean;
}

const NONE: readonly never[] = [];
const TAB = 9;
const NEWLINE = 10;
const SPACE = 32;
const DASH = 45;
const SQUARE = 91;
const BRACE = 123;
const TILDE = 126;
const NOT_FOR_US = latin1("NOT-FOR-US:");
const NOTE = latin1("NOTE:");
const RESERVED = latin1("RESERVED");
const REJECTED = latin1("REJECTED");
const TODO = latin1("TODO:");
const BESIDE_RECORDS = /^(?:--|(?:begin|end) claimed by )/;

/** The record that is being read; one object for the whole file. Its arrays appear with their first element. */
interface OpenRecord {
  open: boolean;
  /** Read only when it is needed: undefined with a `nameEnd` means the name stands at `start`. */
  name: string | undefined;
  nameEnd: number;
  named: boolean;
  start: number;
  line: number;
  notes: Note[] | undefined;
  remarks: Remark[] | undefined;
  references: Reference[] | undefined;
  reserved: boolean;
  rejected: boolean;
  notForUs: boolean;
  empty: boolean;
  broken: boolean;
}

function closedRecord(): OpenRecord {
  return {
    open: false,
    name: undefined,
    nameEnd: 0,
    named: true,
    start: 0,
    line: 0,
    notes: undefined,
    remarks: undefined,
    references: undefined,
    reserved: false,
    rejected: false,
    notForUs: false,
    empty: true,
    broken: false,
  };
}

function reset(record: OpenRecord): void {
  record.open = false;
  record.notes = undefined;
  record.remarks = undefined;
  record.references = undefined;
  record.reserved = false;
  record.rejected = false;
  record.notForUs = false;
  record.empty = true;
  record.broken = false;
}

export type ParsedList = TalliedParse<ListFile>;

/**
 * Reads any of the record lists: CVE list, extend file, an advisory list of any house, point-update file.
 * Never throws; a record with an error is set aside with its place, the rest is returned. `renderList` gives the same bytes back.
 */
export function parseList(bytes: Uint8Array, options: ListOptions): ParsedList {
  return new ListReader(bytes, options).read();
}

class ListReader {
  readonly #text: string;
  readonly #options: ListOptions;
  readonly #bytes: Uint8Array;
  readonly #words: Words;
  readonly #records: ListRecord[] = [];
  readonly #quiet = new QuietRecords();
  readonly #setAside: SetAsideSpan[] = [];
  readonly #problems: ProblemTally;
  /** The first byte of the line that is neither printable ASCII nor a tab; -1 when there is none. */
  #badByte = -1;
  readonly #open: OpenRecord = closedRecord();
  #stopped: boolean;
  #line = 0;

  constructor(bytes: Uint8Array, options: ListOptions) {
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    this.#bytes = bytes;
    this.#options = options;
    this.#words = options.words ?? createWords();
    this.#problems = new ProblemTally(options.most);
    this.#stopped = options.stopped ?? false;
  }

  read(): ParsedList {
    const text = this.#text;
    for (let start = 0; start < text.length; ) {
      const end = this.#lineEnd(start);
      this.#line += 1;
      this.#readLine(start, end);
      if (this.#badByte >= 0) this.#reportBadByte(this.#badByte, start, end);
      start = end + 1;
    }
    this.#close(text.length);
    const { path, kind } = this.#options;
    const value = { path, kind, text, records: this.#records, quiet: this.#quiet, setAside: this.#setAside };
    return this.#problems.parsed(value);
  }

  /** Where the line ends that begins at `start`; every byte is looked at once, for this and for bad ones. */
  #lineEnd(start: number): number {
    const bytes = this.#bytes;
    this.#badByte = -1;
    for (let at = start; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte >= SPACE && byte <= TILDE) continue;
      if (byte === NEWLINE) return at;
      if (byte !== TAB && this.#badByte < 0) this.#badByte = at;
    }
    return bytes.length;
  }

  #readLine(start: number, end: number): void {
    if (start === end) return;
    const bytes = this.#bytes;
    const first = bytes[start];
    if (first !== TAB && first !== SPACE) {
      this.#readColumnZero(start, end);
      return;
    }
    let from = start + 1;
    while (from < end && isSpace(bytes[from] as number)) from += 1;
    if (from === end) return;
    const to = trimmedEnd(bytes, from, end);
    if (!this.#open.open) {
      this.#report(
        { code: "tracker-orphan-line", message: "Begin with a header in column 0." },
        this.#line,
        from - start,
      );
    } else {
      this.#open.empty = false;
      this.#readBody(this.#open, start, from, to);
    }
  }

  #readColumnZero(start: number, end: number): void {
    const text = this.#text;
    const nameEnd = this.#options.kind === "issues" ? plainNameEnd(this.#bytes, start, end) : 0;
    if (nameEnd > 0) {
      this.#begin(undefined, nameEnd, true, start);
      return;
    }
    const header = text.slice(start, trimmedEnd(this.#bytes, start, end));
    if (header === "" || BESIDE_RECORDS.test(header)) return;
    if (header.startsWith("STOP:")) {
      this.#stopped = true;
      return;
    }
    const parsed = parseHeader(header, this.#options.kind, this.#options.prefix);
    if ("name" in parsed) {
      this.#begin(parsed.name, 0, parsed.named, start);
      return;
    }
    this.#begin(nameInHeader(header, this.#options.kind, this.#options.prefix), 0, true, start);
    this.#report(parsed, this.#line, parsed.at ?? 0, fixOf(parsed, start));
  }

  #begin(name: string | undefined, nameEnd: number, named: boolean, start: number): void {
    this.#close(start);
    const open = this.#open;
    open.open = true;
    open.name = name;
    open.nameEnd = nameEnd;
    open.named = named;
    open.start = start;
    open.line = this.#line;
  }

  #readBody(record: OpenRecord, lineStart: number, from: number, to: number): void {
    const bytes = this.#bytes;
    const first = bytes[from];
    if (first === DASH || first === SQUARE) this.#readNote(record, lineStart, from, to);
    else if (first === BRACE) this.#readReferences(record, lineStart, from, to);
    else if (standsAt(NOT_FOR_US, bytes, from)) this.#readNotForUs(record, lineStart, from, to);
    else if (standsAt(NOTE, bytes, from)) this.#readComment(record, from, to);
    else if (to - from === 8 && standsAt(RESERVED, bytes, from)) record.reserved = true;
    else if (to - from === 8 && standsAt(REJECTED, bytes, from)) record.rejected = true;
    else if (!standsAt(TODO, bytes, from)) {
      this.#fault(record, "tracker-unknown-line", "This line is of no kind that a record may hold.", from - lineStart);
    }
  }

  #readReferences(record: OpenRecord, lineStart: number, from: number, to: number): void {
    const column = from - lineStart;
    const parsed = parseReferences(this.#text.slice(from, to), this.#line, column);
    if ("fault" in parsed) {
      this.#fault(record, parsed.fault.code, parsed.fault.message, column + parsed.at);
      return;
    }
    record.references ??= [];
    for (const reference of parsed.references) record.references.push(reference);
  }

  #readNote(record: OpenRecord, lineStart: number, from: number, to: number): void {
    const list = { text: this.#text, bytes: this.#bytes };
    const parsed =
      plainNote(list, from, to, this.#line, this.#words) ?? parseNoteLine(this.#text.slice(from, to), this.#line);
    if ("fault" in parsed) {
      const { fault } = parsed;
      record.broken = true;
      this.#report(fault, this.#line, from - lineStart + (fault.at ?? 0), fixOf(fault, from));
      return;
    }
    if ("remark" in parsed) {
      record.remarks ??= [];
      record.remarks.push(parsed.remark);
      return;
    }
    if (parsed.note.release === undefined && this.#options.prefix === "DTSA") {
      this.#fault(record, "tracker-note-release", "Name the release in square brackets.", from - lineStart);
      return;
    }
    record.notes ??= [];
    record.notes.push(parsed.note);
  }

  #readNotForUs(record: OpenRecord, lineStart: number, from: number, to: number): void {
    record.notForUs = true;
    if (to - from > 12 && isSpace(this.#bytes[from + 11] as number)) return;
    this.#fault(record, "tracker-not-for-us-text", "Write `NOT-FOR-US: product`.", from - lineStart);
  }

  /** NOTE: is free text, but its old spellings of RESERVED and REJECTED still stand in the list. */
  #readComment(record: OpenRecord, from: number, to: number): void {
    if (to - from > 22) return;
    const body = this.#text.slice(from, to);
    if (/^NOTE:\s+reserved$/.test(body)) record.reserved = true;
    else if (/^NOTE:\s+rejected$/.test(body)) record.rejected = true;
  }

  #close(end: number): void {
    const open = this.#open;
    if (!open.open) return;
    if (open.notForUs && !open.reserved && !open.rejected && open.notes !== undefined) {
      const message = "Remove NOT-FOR-US or the package note.";
      this.#report({ code: "tracker-not-for-us-note", message }, open.notes[0]?.line ?? open.line, 0);
    }
    const { start, line, nameEnd } = open;
    const bare = open.notes === undefined && open.remarks === undefined && open.references === undefined;
    if (bare && nameEnd > 0 && !open.broken) this.#quiet.add(this.#bytes, start, end, line, this.#state(open));
    else this.#keep(open, open.name ?? (nameEnd > 0 ? ownText(this.#text.slice(start, nameEnd)) : undefined), end);
    reset(open);
  }

  #keep(open: OpenRecord, name: string | undefined, end: number): void {
    const { start, line } = open;
    if (open.broken || name === undefined) {
      const names = open.references?.map((reference) => reference.name);
      this.#setAside.push({ name, start, end, line, ...(names && { names }) });
      return;
    }
    const notes = open.notes ?? NONE;
    this.#records.push({
      name: open.named ? name : temporaryName(descriptionIn(this.#text, start), notes),
      start,
      end,
      line,
      state: this.#state(open),
      notes,
      remarks: open.remarks ?? NONE,
      references: open.references ?? NONE,
    });
  }

  #state(open: OpenRecord): RecordState {
    if (open.reserved) return "reserved";
    if (open.rejected) return "rejected";
    return open.notForUs || (this.#stopped && open.empty) ? "not-for-us" : "normal";
  }

  #reportBadByte(at: number, start: number, end: number): void {
    const hex = this.#text.charCodeAt(at).toString(16).padStart(2, "0");
    const message = `Byte 0x${hex} is not allowed here; write it in ASCII.`;
    const ascii = asciiLine(this.#text.slice(start, end));
    const fix =
      ascii === undefined ? undefined : { says: "Write the line in ASCII.", edits: [{ start, end, text: ascii }] };
    this.#report({ code: "tracker-non-ascii", message }, this.#line, at - start, fix);
  }

  #fault(record: OpenRecord, code: TrackerProblemCode, message: string, column: number): void {
    record.broken = true;
    this.#report({ code, message }, this.#line, column);
  }

  /** Adds an error and sets the open record aside; `column` counts from 0. */
  #report(fault: Fault, line: number, column: number, fix?: FixIt): void {
    if (this.#open.open) this.#open.broken = true;
    this.#problems.push(
      trackerProblem(fault.code, fault.message, { file: this.#options.path, line, column: column + 1 }, fix),
    );
  }
}

/** The change that a fault of a line suggests; `from` is where the line's body begins in the file. */
function fixOf({ at = 0, instead }: Fault, from: number): FixIt | undefined {
  if (instead === undefined) return undefined;
  const start = from + at;
  return { says: instead.says, edits: [{ start, end: start + instead.length, text: instead.by }] };
}

function isSpace(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= 13 && code !== NEWLINE);
}

function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let to = end;
  while (to > start && isSpace(bytes[to - 1] as number)) to -= 1;
  return to;
}
