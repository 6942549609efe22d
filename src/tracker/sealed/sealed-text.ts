import { hasErrors, type IssueId, type Parsed } from "../../kernel/index.ts";
import type { ListFile } from "../format/list-file.ts";
import { parseList } from "../format/parse-list.ts";
import { type TrackerProblem, type TrackerProblemCode, trackerProblem } from "../problem-codes.ts";
import type { SealedId } from "./sealed-id.ts";

/** The first line of a sealed text. Debian's grammar skips lines that begin with `--`, so that the whole is a list. */
export interface SealedHead {
  readonly id: SealedId;
  /** The layer that it was written for: `L-204817365`. */
  readonly layer: string;
  /** Counts from 1, one more with each edit. */
  readonly revision: number;
  /** The revision of the access list when it was written. */
  readonly access: number;
  /** The public name under which it was disclosed; such a text has no record any more. */
  readonly disclosedAs: IssueId | undefined;
}

/** What one file of the layer says. */
export interface SealedText {
  readonly head: SealedHead;
  /** The text as a list with one record, or none when it was disclosed; lines are those of the text. */
  readonly file: ListFile;
  /** The issue's name in answers: its CVE, or its own name while it has none. */
  readonly name: IssueId;
}

const HEAD = /^-- sealed (S-\d{9}) in (L-\d{9}), revision (\d{1,9}), access (\d{1,9})(?:, disclosed as (\S+))?$/;
const UNNAMED = /^CVE-\d{4}-XXXX(?:\s|$)/;
const STEP = 4096;

export function sealedPath(id: SealedId): string {
  return `issues/${id}.asc`;
}

export function formatHead({ id, layer, revision, access, disclosedAs }: SealedHead): string {
  const end = disclosedAs === undefined ? "" : `, disclosed as ${disclosedAs}`;
  return `-- sealed ${id} in ${layer}, revision ${revision}, access ${access}${end}`;
}

/** undefined when the text does not begin with a head. */
export function headOf(text: string): SealedHead | undefined {
  const newline = text.indexOf("\n");
  const found = HEAD.exec(newline < 0 ? text : text.slice(0, newline));
  if (found === null) return undefined;
  const [, id = "", layer = "", revision, access, disclosedAs] = found;
  return { id, layer, revision: Number(revision), access: Number(access), disclosedAs };
}

/** The record below a head, without blank lines around it; one newline at its end. */
export function recordOf(text: string): string {
  const newline = text.indexOf("\n");
  const record = newline < 0 ? "" : text.slice(newline + 1);
  const trimmed = record.replace(/^\n+/, "").trimEnd();
  return trimmed === "" ? "" : `${trimmed}\n`;
}

/**
 * Reads what was sealed as `id`. Without a value it is set aside: it is not about this issue, or is not exactly one record
 * without errors. The parser is the one of all lists.
 */
export function parseSealedText(bytes: Uint8Array, id: SealedId): Parsed<SealedText | undefined> {
  const path = sealedPath(id);
  const fault = (message: string, code: TrackerProblemCode = "sealed-form"): Parsed<undefined> => ({
    value: undefined,
    problems: [trackerProblem(code, message, { file: path, line: 1, column: 1 })],
  });
  const { value: file, problems } = parseList(bytes, { path, kind: "issues" });
  const head = headOf(file.text);
  if (head === undefined) return fault("The text does not begin with the line of a sealed issue.");
  if (head.id !== id) return fault(`The text was sealed as ${head.id}, not as ${id}.`);
  if (hasErrors(problems)) return { value: undefined, problems };
  const records = file.records.length + file.quiet.count + file.setAside.length;
  const wanted = head.disclosedAs === undefined ? 1 : 0;
  if (records !== wanted) return fault(`The text holds ${records} records instead of ${wanted}.`);
  if (head.disclosedAs !== undefined) return { value: { head, file, name: head.disclosedAs }, problems };
  return { value: { head, ...named(file, id) }, problems };
}

/** An issue without a number is called by its own name: Debian's temporary one changes with the text. */
function named(file: ListFile, id: SealedId): Pick<SealedText, "file" | "name"> {
  const [record] = file.records;
  const [quiet] = file.quiet.spans();
  if (record === undefined) return { file, name: /^CVE-\d{4}-\d+/.exec(file.text.slice(quiet?.start))?.[0] ?? id };
  if (!UNNAMED.test(file.text.slice(record.start, record.start + 16))) return { file, name: record.name };
  return { file: { ...file, records: [{ ...record, name: id }] }, name: id };
}

/** The problems that keep a text from being sealed, warnings included. */
export function problemsOf(text: string, id: SealedId): readonly TrackerProblem[] {
  return parseSealedText(Buffer.from(text, "utf8"), id).problems as readonly TrackerProblem[];
}

/** Filled up with newlines to a multiple of 4096 bytes, so that a message's length tells little of what it says. */
export function padded(signed: string): Uint8Array {
  const bytes = Buffer.from(signed, "latin1");
  const whole = Buffer.alloc(Math.ceil((bytes.length + 1) / STEP) * STEP, "\n");
  bytes.copy(whole);
  return whole;
}
