import type { Splice } from "../edit/splice.ts";
import type { ListFile } from "../format/list-file.ts";
import type { ListRecord, Note } from "../format/types.ts";
import { isOpenNote } from "./closed-bugs.ts";

/** The insertion that puts `bug #N` into a record's line about a package, or why nothing is inserted, as a clause. */
export type Link = { readonly splice: Splice } | { readonly why: string };

const FLAGGED: ReadonlySet<Note["kind"]> = new Set(["unfixed", "fixed", "undetermined", "removed"]);

/**
 * Puts a bug behind the line that holds for unstable, where no line of the record about that package has one. Nothing is
 * replaced: `- curl <unfixed> (low)` gets `; bug #N` before its bracket. With `onlyOpen` a line that names a fix stays as
 * it is: a text that names the issue may only compare.
 */
export function linkBug(
  file: ListFile,
  record: ListRecord,
  name: string,
  bug: number,
  { onlyOpen }: { readonly onlyOpen: boolean },
): Link {
  const issue = record.name;
  if (record.state === "rejected") return { why: `${issue} is rejected` };
  const notes = record.notes.filter((note) => note.package === name);
  if (notes.length === 0) return { why: `${issue} has no line about ${name}` };
  if (notes.some(({ bugs }) => bugs.length > 0)) return { why: `${issue} has another bug for ${name}` };
  const [line, second] = notes.filter(({ release }) => release === undefined);
  if (line === undefined) return { why: `${issue} has no line about ${name} in unstable` };
  if (second !== undefined) return { why: `${issue} has two lines about ${name}` };
  if (!FLAGGED.has(line.kind)) return { why: `${issue} says <${line.kind}> about ${name}` };
  if (onlyOpen && !isOpenNote(line)) return { why: `${issue} has a fix of ${name}, and only the text names it` };
  const end = endOfLine(file, record, line.line);
  const flagged = file.text.charCodeAt(end - 1) === CLOSE;
  const at = flagged ? end - 1 : end;
  const empty = flagged && file.text.charCodeAt(at - 1) === OPEN;
  const text = flagged ? `${empty ? "" : "; "}bug #${bug}` : ` (bug #${bug})`;
  return { splice: { start: at, end: at, text } };
}

const OPEN = 40;
const CLOSE = 41;

/** Where the line's last character that is no white space ends. */
function endOfLine({ text }: ListFile, record: ListRecord, line: number): number {
  let start = record.start;
  for (let at = record.line; at < line; at += 1) start = text.indexOf("\n", start) + 1;
  const newline = text.indexOf("\n", start);
  let end = newline < 0 ? text.length : newline;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  return end;
}
