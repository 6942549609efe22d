import { compareIssueIds, type IssueId, type Problem } from "../../kernel/index.ts";
import { listForNew } from "../edit/issue-lists.ts";
import { lowestSoFar, stopAt } from "../edit/place-of-new.ts";
import { applySplices, type Splice } from "../edit/splice.ts";
import type { ListFile } from "../format/list-file.ts";
import { parseList } from "../format/parse-list.ts";
import type { LayerFiles } from "../layers/layer.ts";
import { isIssueList } from "../layers/which-files.ts";
import { PUBLISHED_FILE } from "../signals/signal-table.ts";
import { ORDER_FILE } from "../split/join-years.ts";
import { reordered } from "../split/reordered.ts";
import { advisoriesByIssue } from "./advisories-by-issue.ts";
import type { CveRecord } from "./cve-record.ts";
import { homesOf, type IssueHome } from "./issue-homes.ts";
import { withPublications } from "./published-file.ts";
import { importedLines, newRecordLines, withReferences } from "./record-lines.ts";

export interface ImportedFiles {
  /** Only those that change, whole. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Oldest first. */
  readonly added: readonly IssueId[];
  readonly changed: readonly IssueId[];
  /** Records of the lists that were left alone, each with its place. */
  readonly problems: readonly Problem[];
}

/**
 * The lists of a data directory with CVE records taken over, and with the names of all advisories that the advisory lists
 * call for; beside them when each of those issues became public. The result depends on the lists and the set of records only: importing again changes nothing, and what people
 * wrote stays byte for byte (docs/decisions/0009). Never throws.
 */
export function importRecords(files: LayerFiles, records: Iterable<CveRecord>): ImportedFiles {
  const lists = new Map<string, ListFile>();
  for (const [path, bytes] of files) {
    if (isIssueList(path)) lists.set(path, parseList(bytes, { path, kind: "issues" }).value);
  }
  const wanted = oneOfEach(records);
  const advisories = advisoriesByIssue(files);
  const { homes, problems } = homesOf([...lists.values()], new Set([...wanted.keys(), ...advisories.keys()]));
  const out = new Map<string, Splice[]>([...lists.keys()].map((path) => [path, []]));
  const order: [string, string][] = [];
  const changed: IssueId[] = [];
  for (const [issue, home] of homes) {
    if (home === "left alone") continue;
    const edit = editOf(home, wanted.get(issue), advisories.get(issue) ?? []);
    if (edit === undefined) continue;
    out.get(home.file.path)?.push(edit);
    changed.push(issue);
    order.push([firstLine(home.file.text, home.start), firstLine(edit.text, 0)]);
  }
  const fresh = [...wanted.values()].filter((record) => !homes.has(record.id));
  const added = fresh.map((record) => record.id).sort(compareIssueIds);
  const paths = new Set(lists.keys());
  for (const path of new Set(fresh.map((record) => listForNew(paths, record.id)))) {
    const news = fresh.filter((record) => listForNew(paths, record.id) === path);
    const there = out.get(path);
    const inserts = insertsInto(lists.get(path), news, advisories);
    if (there) there.push(...inserts);
    else out.set(path, inserts);
  }
  const written = new Map<string, Uint8Array>();
  for (const [path, splices] of out) {
    if (splices.length > 0) written.set(path, applySplices(files.get(path) ?? new Uint8Array(), splices));
  }
  const publications = withPublications(files.get(PUBLISHED_FILE), wanted.values());
  if (publications) written.set(PUBLISHED_FILE, publications);
  const newOrder = reordered(files.get(ORDER_FILE), order);
  if (newOrder) written.set(ORDER_FILE, newOrder);
  return { files: written, added, changed: changed.sort(compareIssueIds), problems };
}

/** One record an issue, whatever their order; which one of several counts is settled by their content. */
function oneOfEach(records: Iterable<CveRecord>): ReadonlyMap<IssueId, CveRecord> {
  const found = new Map<IssueId, CveRecord>();
  const rank = ({ state, description, published = "" }: CveRecord): string => `${state} ${description} ${published}`;
  for (const record of records) {
    const other = found.get(record.id);
    if (other === undefined || rank(other) < rank(record)) found.set(record.id, record);
  }
  return found;
}

function editOf(home: IssueHome, record: CveRecord | undefined, names: readonly string[]): Splice | undefined {
  const { file, start, end, behindStop } = home;
  const text = file.text.slice(start, end);
  const newline = text.endsWith("\n") ? "\n" : "";
  const before = text.slice(0, text.length - newline.length).split("\n");
  const imported = record === undefined ? before : importedLines(before, record, behindStop);
  const after = withReferences(imported, names).join("\n") + newline;
  return after === text ? undefined : { start, end, text: after };
}

/** Each new record before the first one with a lower name, so that it does not matter what is imported first. */
function insertsInto(
  list: ListFile | undefined,
  news: readonly CveRecord[],
  advisories: ReadonlyMap<string, readonly string[]>,
): Splice[] {
  const text = list?.text ?? "";
  const descending = [...news].sort((a, b) => compareIssueIds(b.id, a.id));
  const steps = list === undefined ? [] : lowestSoFar(list);
  const last = stopAt(text);
  const texts = new Map<number, string>();
  let below = 0;
  for (const record of descending) {
    // Both descend, so that a list of Debian's size is walked once and not for each record.
    for (let step = steps[below]; step && compareIssueIds(step.issue, record.id) >= 0; step = steps[below]) below += 1;
    const at = steps[below]?.start ?? last;
    const lines = newRecordLines(record, advisories.get(record.id) ?? []).join("\n");
    texts.set(at, `${texts.get(at) ?? ""}${lines}\n`);
  }
  const unended = last === text.length && text !== "" && !text.endsWith("\n");
  return Array.from(texts, ([at, added]) => ({
    start: at,
    end: at,
    text: at === last && unended ? `\n${added.slice(0, -1)}` : added,
  }));
}

function firstLine(text: string, start: number): string {
  const newline = text.indexOf("\n", start);
  return text.slice(start, newline < 0 ? text.length : newline);
}
