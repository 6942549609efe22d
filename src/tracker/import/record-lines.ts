import type { CveRecord } from "./cve-record.ts";

/** The year before which Debian tracks nothing: its tracker began then. */
const FIRST_YEAR = 2003;
const TODO = "\tTODO: check";
const PREDATES = "\tNOT-FOR-US: Data pre-dating the Security Tracker";
const HEADER = /^(CVE-\d{4}-\d{4,})(?:\s+\(.*\))?\s*$/;

/**
 * The lines of a record after an import; the header is the first. Taken over are the text in round brackets, RESERVED and
 * REJECTED, and `TODO: check` where it is the only line: all of them lines that an import wrote. Below `STOP:` (`behindStop`)
 * a record without lines has a meaning, so none is added there.
 */
export function importedLines(lines: readonly string[], record: CveRecord, behindStop = false): readonly string[] {
  const [header = "", ...body] = lines;
  const marks = record.state === "published" ? [] : [`\t${record.state.toUpperCase()}`];
  const before = body.filter(isState);
  const same = before.length === marks.length && before[0] === marks[0];
  const marked = same ? body : [...marks, ...body.filter((line) => !isState(line))];
  const untriaged = marked.every((line) => !isBody(line) || isReferences(line) || isState(line) || isTodo(line));
  return [importedHeader(header, record), ...(untriaged ? withTodo(marked, record, !same && !behindStop) : marked)];
}

/** The lines of a record that was not there before. */
export function newRecordLines(record: CveRecord, references: readonly string[]): readonly string[] {
  const [header = "", ...marks] = importedLines([record.id], record);
  const todo = Number(record.id.slice(4, 8)) < FIRST_YEAR ? PREDATES : TODO;
  return withReferences([header, ...marks, ...(record.state === "published" ? [todo] : [])], references);
}

/** The lines with these names in braces, behind those that are there; new braces stand below RESERVED or REJECTED. */
export function withReferences(lines: readonly string[], names: readonly string[]): readonly string[] {
  const there = new Set(lines.filter(isReferences).flatMap((line) => line.replace(/[{}]/g, " ").split(/\s+/)));
  const missing = names.filter((name) => !there.has(name) && !there.has(name.replace(/-\d+$/, "")));
  if (missing.length === 0) return lines;
  const at = lines.findIndex(isReferences);
  if (at > 0) return lines.with(at, `${(lines[at] as string).trimEnd().slice(0, -1).trimEnd()} ${missing.join(" ")}}`);
  const below = lines.findIndex((line, index) => index > 0 && !isState(line));
  const to = below < 0 ? lines.length : below;
  return lines.toSpliced(to, 0, `\t{${missing.join(" ")}}`);
}

/** Text in square brackets, or anything else that people wrote behind the name, stays. */
function importedHeader(header: string, record: CveRecord): string {
  if (!HEADER.test(header)) return header;
  return record.description === "" ? record.id : `${record.id} (${record.description})`;
}

/** A published record that nobody has looked at is to be checked, one in another state is not. */
function withTodo(body: readonly string[], record: CveRecord, fresh: boolean): readonly string[] {
  const without = body.filter((line) => !isTodo(line));
  if (record.state !== "published") return without;
  if (without.length < body.length || !fresh) return body;
  return without.toSpliced(without.findLastIndex(isBody) + 1, 0, TODO);
}

/** Lines in column 0 stand between records. */
function isBody(line: string): boolean {
  return /^\s+\S/.test(line);
}

function isTodo(line: string): boolean {
  return line.trim() === TODO.trim();
}

function isState(line: string): boolean {
  return /^\s+(?:RESERVED|REJECTED)\s*$/.test(line);
}

function isReferences(line: string): boolean {
  return /^\s+\{.*\}\s*$/.test(line);
}
