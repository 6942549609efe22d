import type { IssueId } from "../../kernel/index.ts";
import type { QuietRecords } from "./quiet-records.ts";
import type { ListKind, ListRecord, SetAsideSpan, Span } from "./types.ts";

/** A list as it was read: nothing of its bytes is lost, and nothing of a bad record is in service. */
export interface ListFile {
  /** As messages show it, relative to the data directory: `CVE/list`. */
  readonly path: string;
  readonly kind: ListKind;
  /** The whole file, one latin-1 character a byte. */
  readonly text: string;
  /** Records that say something about packages or advisories, in file order. */
  readonly records: readonly ListRecord[];
  /** The rest, nine of ten in Debian's list: not-for-us, reserved, rejected, or still to be checked. */
  readonly quiet: QuietRecords;
  /** Records with an error: their bytes are kept, their content is not in service. */
  readonly setAside: readonly SetAsideSpan[];
  /** Of a file with one record: the name of its issue, whatever the header says. */
  readonly about?: IssueId;
}

/** One line of a file, without its newline; for messages and explanations. */
export function lineAt(file: ListFile, record: Span, line: number): string {
  const start = startOfLine(file, record, line);
  const end = file.text.indexOf("\n", start);
  return file.text.slice(start, end < 0 ? file.text.length : end).trim();
}

/** A record is looked through from its beginning for a line this near; for one further down where every line begins is kept. */
const NEAR = 64;
const lineStarts = new WeakMap<Span, readonly number[]>();

/** Where a line of a record begins in the text of its file; both lines count from the same beginning. */
export function startOfLine({ text }: ListFile, record: Span, line: number): number {
  if (line - record.line > NEAR) {
    const known = lineStarts.get(record) ?? startsIn(text, record);
    lineStarts.set(record, known);
    return known[line - record.line] ?? record.end;
  }
  let start = record.start;
  for (let at = record.line; at < line; at += 1) start = text.indexOf("\n", start) + 1;
  return start;
}

function startsIn(text: string, { start, end }: Span): readonly number[] {
  const starts = [start];
  for (let at = text.indexOf("\n", start); at >= 0 && at + 1 < end; at = text.indexOf("\n", at + 1))
    starts.push(at + 1);
  return starts;
}
