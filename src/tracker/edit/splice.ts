import { SamedayError } from "../../kernel/index.ts";
import { asciiLine } from "../format/ascii-line.ts";
import type { ListFile } from "../format/list-file.ts";
import { parseList } from "../format/parse-list.ts";
import type { ListRecord, RecordState } from "../format/types.ts";

/** Replaces `[start, end)` of a file; every other byte is taken over as it is. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies splices that do not overlap, an insertion before a replacement at the same place; the result's other bytes are those of the input. */
export function applySplices(bytes: Uint8Array, splices: readonly Splice[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const splice of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(bytes.subarray(at, splice.start), Buffer.from(splice.text, "latin1"));
    at = splice.end;
  }
  parts.push(bytes.subarray(at));
  return Buffer.concat(parts);
}

const read = new WeakMap<Uint8Array, ListFile>();

/**
 * Parses an issue list for an edit. Bytes of a list are never changed in place, so that the steps of an edit, each of which asks for
 * the same list, share what was read: Debian's takes a second.
 */
export function readIssueList(bytes: Uint8Array): ListFile {
  const known = read.get(bytes);
  if (known) return known;
  const file = parseList(bytes, { path: "CVE/list", kind: "issues" }).value;
  read.set(bytes, file);
  return file;
}

/** A record as it is about to be changed: where it stands and its lines. */
export interface EditableRecord {
  readonly start: number;
  readonly end: number;
  /** Line numbers of the file: `lines[0]` is the header's. */
  readonly line: number;
  /** Without newlines. */
  readonly lines: readonly string[];
  readonly record: ListRecord | undefined;
}

/**
 * Finds the one record of an issue. Throws NOT_FOUND, or INPUT_INVALID when the record has an error or stands twice:
 * what is not understood is not edited.
 */
export function editableRecord(file: ListFile, issue: string): EditableRecord {
  if (file.setAside.some((span) => span.name === issue)) {
    throw new SamedayError("INPUT_INVALID", `The record of ${issue} has an error; mend it first.`);
  }
  const loud = file.records.filter((record) => record.name === issue);
  const quiet = [...quietSpans(file, issue)];
  const [found, second] = [...loud, ...quiet];
  if (found === undefined) throw new SamedayError("NOT_FOUND", `${file.path} has no record of ${issue}.`);
  if (second !== undefined) throw new SamedayError("INPUT_INVALID", `${issue} has two records in ${file.path}.`);
  const text = file.text.slice(found.start, found.end);
  const lines = text.replace(/\n$/, "").split("\n");
  return { start: found.start, end: found.end, line: found.line, lines, record: loud[0] };
}

function* quietSpans(file: ListFile, issue: string): Generator<{ start: number; end: number; line: number }, void> {
  if (file.quiet.stateOf(issue) === undefined) return;
  for (const span of file.quiet.spans()) {
    const after = file.text.charCodeAt(span.start + issue.length);
    const ends = !(after >= 48 && after <= 57);
    if (ends && file.text.startsWith(issue, span.start)) yield span;
  }
}

/** A record on its way to other lines. */
export interface ChangingRecord extends EditableRecord {
  readonly state: RecordState;
}

/** The list with one record's lines changed, newlines excluded; every other byte stays. Throws what `editableRecord` throws. */
export function changeRecord(
  list: Uint8Array,
  issue: string,
  change: (found: ChangingRecord) => readonly string[],
): Uint8Array {
  const file = readIssueList(list);
  const found = editableRecord(file, issue);
  const state = found.record?.state ?? file.quiet.stateOf(issue) ?? "normal";
  const text = change({ ...found, state }).join("\n");
  const newline = file.text.charCodeAt(found.end - 1) === 10 ? "\n" : "";
  return applySplices(list, [{ start: found.start, end: found.end, text: text + newline }]);
}

/** Refuses text that would leave its line or that Debian's format does not allow. */
export function requireLineText(text: string, what: string): string {
  if (text === "" || /[^ -~]/.test(text) || text !== text.trim()) {
    throw new SamedayError("INPUT_INVALID", `${what} must be one line of printable ASCII without spaces at its ends.`);
  }
  return text;
}

/** What people typed, as lists can hold it: quotes and dashes as on a keyboard, letters without accents; else as it was typed. */
export function plainAscii(text: string): string {
  const trimmed = text.trim();
  return asciiLine(Buffer.from(trimmed, "utf8").toString("latin1")) ?? trimmed;
}
