import { compareIssueIds, type IssueId, SamedayError } from "../../kernel/index.ts";
import { type IssueLists, listsOfIssues, missingInLists } from "../edit/issue-lists.ts";
import { lowestSoFar, stopAt } from "../edit/place-of-new.ts";
import { type NoteTarget, setReleaseNote } from "../edit/set-note.ts";
import { applySplices, editableRecord, readIssueList } from "../edit/splice.ts";
import { lineAt } from "../format/list-file.ts";
import { parseList } from "../format/parse-list.ts";
import type { ListRecord, Note, Remark } from "../format/types.ts";

/** A record on its way into the public lists. */
export interface Disclosed {
  /** Its lines as they were sealed, the header first; a newline at the end. */
  readonly text: string;
  /** The number that the issue gets now, in place of the name in its header. */
  readonly as?: IssueId;
}

export interface DisclosedLists {
  /** The lists that change, whole. */
  readonly lists: IssueLists;
  /** The public name of each record: its CVE, or the temporary name that its text gives. */
  readonly names: readonly IssueId[];
}

const NUMBERED = /^CVE-\d{4}-\d{4,}(?=\s|$)/;
const ABOUT = /^(?:\[[^\]]*\]\s*)?-\s+\S+\s*(.*)$/;

/**
 * The public lists with sealed records in them; every other byte stays. A record of an issue that the lists do not have goes in
 * as it was sealed, at its place. Where they have one, the sealed lines about a package and release take the place of the public
 * ones, as they did while they were laid over them, and comments and references are added.
 * `releases` are all codenames, oldest first. Throws INPUT_INVALID or CONFLICT when a record does not go together with what is there.
 */
export function disclosedLists(
  lists: IssueLists,
  records: readonly Disclosed[],
  releases: readonly string[],
): DisclosedLists {
  const now = new Map(lists);
  const names: IssueId[] = [];
  for (const disclosed of records) {
    const text = disclosed.as === undefined ? disclosed.text : disclosed.text.replace(/^CVE-\S+/, disclosed.as);
    const sealed = onlyRecord(text);
    const header = text.slice(0, text.indexOf("\n"));
    const name = NUMBERED.exec(header)?.[0];
    const listed = name ?? header.slice(0, "CVE-YYYY-XXXX".length);
    const path = [...listsOfIssues(now, [listed]).values()][0] as string;
    const list = now.get(path) ?? new Uint8Array();
    const there = name !== undefined && missingInLists(now, [name]).length === 0;
    now.set(path, there ? merged(list, name, text, sealed, releases) : inserted(list, name, text));
    names.push(name ?? sealed?.name ?? listed);
  }
  return { lists: new Map([...now].filter(([path, bytes]) => bytes !== lists.get(path))), names };
}

/** undefined when the record says nothing about a package. */
function onlyRecord(text: string): ListRecord | undefined {
  return parseList(Buffer.from(text, "latin1"), { path: "", kind: "issues" }).value.records[0];
}

/** Before the first record with a lower number; one without a number comes to the top, where Debian keeps the newest. */
function inserted(list: Uint8Array, name: IssueId | undefined, text: string): Uint8Array {
  const file = readIssueList(list);
  const last = stopAt(file.text);
  const below =
    name === undefined ? undefined : lowestSoFar(file).find((step) => compareIssueIds(step.issue, name) < 0);
  const at = below?.start ?? (name === undefined ? 0 : last);
  const unended = at === file.text.length && at > 0 && !file.text.endsWith("\n");
  return applySplices(list, [{ start: at, end: at, text: unended ? `\n${text}` : text }]);
}

function merged(
  list: Uint8Array,
  name: IssueId,
  text: string,
  sealed: ListRecord | undefined,
  releases: readonly string[],
): Uint8Array {
  const file = parseList(Buffer.from(text, "latin1"), { path: "", kind: "issues" }).value;
  const said = sealed === undefined ? [] : [...sealed.notes, ...sealed.remarks].sort((a, b) => a.line - b.line);
  requireOneEach(said, name);
  let bytes = list;
  for (const one of said) {
    requireSameKind(bytes, name, one, sealed?.remarks.includes(one as Remark) ?? false);
    const says = ABOUT.exec(lineAt(file, sealed as ListRecord, one.line))?.[1] || "<unfixed>";
    bytes = setReleaseNote(bytes, { issue: name, package: one.package, release: one.release }, says, releases);
  }
  const lines = text.trimEnd().split("\n");
  const rest = lines.slice(1).filter((_, index) => !said.some((one) => one.line === index + 2));
  return withRest(bytes, name, lines[0] as string, rest);
}

/** Adds the text of a bare header, references behind it, and what is for people at the end. */
function withRest(list: Uint8Array, name: IssueId, header: string, rest: readonly string[]): Uint8Array {
  const file = readIssueList(list);
  const found = editableRecord(file, name);
  const [before = "", ...body] = found.lines;
  const known = new Set(body.map((line) => line.trim()));
  const fresh = rest.filter((line) => line.trim() !== "" && !known.has(line.trim()));
  const marks = fresh.filter((line) => /^\s+(?:\{|RESERVED|REJECTED)/.test(line));
  const comments = fresh.filter((line) => !marks.includes(line));
  const lines = [before.trim() === name ? header : before, ...marks, ...body, ...comments];
  const newline = file.text.charCodeAt(found.end - 1) === 10 ? "\n" : "";
  return applySplices(list, [{ start: found.start, end: found.end, text: lines.join("\n") + newline }]);
}

function requireOneEach(said: readonly (Note | Remark)[], name: IssueId): void {
  const keys = said.map((one) => `${one.package} ${one.release ?? ""}`);
  const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (twice < 0) return;
  const message = `Two sealed lines of ${name} are about the same package and release; make them one first.`;
  throw new SamedayError("INPUT_INVALID", message);
}

/** A remark that took a note's place would change the verdict: while it was sealed, the note counted beside it. */
function requireSameKind(list: Uint8Array, name: IssueId, about: Omit<NoteTarget, "issue">, remark: boolean): void {
  const { record } = editableRecord(readIssueList(list), name);
  const same = record?.notes.find((one) => one.package === about.package && one.release === about.release);
  if (!remark || same === undefined) return;
  const message = `The public record of ${name} has a version or state where the sealed one has a remark (line ${same.line}); make the sealed line say which holds.`;
  throw new SamedayError("CONFLICT", message);
}
