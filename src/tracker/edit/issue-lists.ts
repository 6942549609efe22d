import { SamedayError } from "../../kernel/index.ts";
import type { AdvisoryEntry } from "./add-advisory-entry.ts";
import { addIssue } from "./add-issue.ts";
import { missingIssues, recordAdvisoryInIssues } from "./record-advisory.ts";
import { type NoteTarget, removeReleaseNote, setReleaseNote } from "./set-note.ts";

/** The lists of issues of one data directory by path: `CVE/list`, lists of years, or both. */
export type IssueLists = ReadonlyMap<string, Uint8Array>;

const NO_LIST = new Uint8Array();

/**
 * For each issue the list that holds its record, else the one that a new record goes to. A record that could not be read
 * counts: editing it is refused later, with the reason. Throws INPUT_INVALID when two lists have a record of one.
 */
export function listsOfIssues(lists: IssueLists, issues: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [path, list] of lists) {
    const missing = new Set(missingIssues(list, issues));
    for (const issue of new Set(issues)) {
      if (missing.has(issue)) continue;
      const other = found.get(issue);
      if (other !== undefined) {
        throw new SamedayError("INPUT_INVALID", `${issue} has records in ${other} and ${path}; join them first.`);
      }
      found.set(issue, path);
    }
  }
  const paths = new Set(lists.keys());
  return new Map(issues.map((issue) => [issue, found.get(issue) ?? listForNew(paths, issue)]));
}

/** The list of its year when there is one, else the one list, else a new list of the year beside the others. */
export function listForNew(paths: ReadonlySet<string>, issue: string): string {
  const ofYear = `CVE/${issue.slice(4, 8)}.list`;
  if (paths.has(ofYear)) return ofYear;
  return paths.has("CVE/list") || paths.size === 0 ? "CVE/list" : ofYear;
}

/** Issues that no list has a record of. */
export function missingInLists(lists: IssueLists, issues: readonly string[]): readonly string[] {
  return [...lists.values()].reduce<readonly string[]>((left, list) => missingIssues(list, left), issues);
}

/** As `setReleaseNote`, in whichever list has the record; answers the list that changes. */
export function setReleaseNoteInLists(
  lists: IssueLists,
  target: NoteTarget,
  says: string,
  releases: readonly string[],
): IssueLists {
  return editList(lists, target.issue, (list) => setReleaseNote(list, target, says, releases));
}

/** As `removeReleaseNote`, in whichever list has the record; answers the list that changes. */
export function removeReleaseNoteInLists(lists: IssueLists, target: NoteTarget): IssueLists {
  return editList(lists, target.issue, (list) => removeReleaseNote(list, target));
}

/** As `addIssue`, in the list that it belongs to; answers the list that changes. */
export function addIssueInLists(lists: IssueLists, issue: string, description?: string): IssueLists {
  return editList(lists, issue, (list) => addIssue(list, issue, description));
}

/**
 * What an advisory asks of the lists of issues: every issue has a record, and every record names the advisory. Answers
 * each list that holds one of them, also when nothing in it changes.
 */
export function recordAdvisoryInLists(lists: IssueLists, entry: AdvisoryEntry): IssueLists {
  const byList = new Map<string, string[]>();
  for (const [issue, path] of listsOfIssues(lists, entry.issues)) {
    byList.set(path, [...(byList.get(path) ?? []), issue]);
  }
  return new Map(
    Array.from(byList, ([path, issues]) => {
      const list = lists.get(path) ?? NO_LIST;
      const complete = missingIssues(list, issues).reduce((bytes, issue) => addIssue(bytes, issue), list);
      return [path, recordAdvisoryInIssues(complete, { ...entry, issues })];
    }),
  );
}

function editList(lists: IssueLists, issue: string, edit: (list: Uint8Array) => Uint8Array): IssueLists {
  return new Map(
    Array.from(listsOfIssues(lists, [issue]).values(), (path) => [path, edit(lists.get(path) ?? NO_LIST)] as const),
  );
}
