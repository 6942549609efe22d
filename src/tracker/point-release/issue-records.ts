import { compareIssueIds, type IssueId, SamedayError } from "../../kernel/index.ts";
import { listForNew } from "../edit/issue-lists.ts";
import { lowestSoFar, stopAt } from "../edit/place-of-new.ts";
import { setReleaseNote } from "../edit/set-note.ts";
import { editableRecord } from "../edit/splice.ts";
import type { ListFile } from "../format/list-file.ts";
import { isIssueList } from "../layers/which-files.ts";
import type { LineChange } from "./unified-diff.ts";

/** The record of an issue in a layer, while lines are put into it. */
export interface OpenRecord {
  /** Sets what is said about a package in a release. Throws INPUT_INVALID for what is no line. */
  set(packageName: string, release: string, version: string): void;
  /** The change of the list; undefined while nothing was set. */
  change(): { readonly path: string; readonly change: LineChange } | undefined;
}

/** The layer's lists of issues, one or one a year, open for edits of single records; each is read once. */
export interface IssueRecords {
  /** Throws INPUT_INVALID with the reason why a record cannot be edited. */
  open(issue: string): OpenRecord;
}

/** `releases` are all codenames, oldest first. */
export function issueRecords(lists: readonly ListFile[], releases: readonly string[]): IssueRecords {
  const files = lists.filter(({ path }) => isIssueList(path));
  return {
    open(issue) {
      const holders = files.filter((file) => holds(file, issue));
      const [file, second] = holders;
      if (second !== undefined) {
        throw new SamedayError("INPUT_INVALID", `${issue} has records in ${file?.path} and ${second.path}.`);
      }
      if (file === undefined) return newRecord(files, issue, releases);
      const { start, end } = editableRecord(file, issue);
      return openRecord(file.path, issue, file.text.slice(start, end), releases, (text) => ({ start, end, text }));
    },
  };
}

function holds(file: ListFile, issue: string): boolean {
  const named = (one: { readonly name: string | undefined }): boolean => one.name === issue;
  return file.records.some(named) || file.setAside.some(named) || file.quiet.stateOf(issue) !== undefined;
}

/** A record of our own about an issue that a lower layer knows, above the first one with a lower number. */
function newRecord(files: readonly ListFile[], issue: string, releases: readonly string[]): OpenRecord {
  if (!/^CVE-\d{4}-\d{4,}$/.test(issue)) {
    throw new SamedayError("INPUT_INVALID", `This layer's lists have no record of ${issue}.`);
  }
  const path = listForNew(new Set(files.map((one) => one.path)), issue);
  const file = files.find((one) => one.path === path);
  const at = file === undefined ? 0 : placeOfNew(file, issue);
  return openRecord(path, issue, `${issue}\n`, releases, (text) => ({ start: at, end: at, text }));
}

function placeOfNew(file: ListFile, issue: IssueId): number {
  const below = lowestSoFar(file).find((step) => compareIssueIds(step.issue, issue) < 0);
  const at = below?.start ?? stopAt(file.text);
  if (at === 0 || file.text[at - 1] === "\n") return at;
  throw new SamedayError("INPUT_INVALID", `${file.path} does not end with a newline.`);
}

/** The one record is edited as a list of its own, so that a long list is not read again for each line. */
function openRecord(
  path: string,
  issue: string,
  before: string,
  releases: readonly string[],
  changeTo: (text: string) => LineChange,
): OpenRecord {
  let text = before;
  return {
    set(name, release, version) {
      const target = { issue, package: name, release };
      const bytes = setReleaseNote(Buffer.from(text, "latin1"), target, version, releases);
      text = Buffer.from(bytes).toString("latin1");
    },
    change: () => (text === before ? undefined : { path, change: changeTo(text) }),
  };
}
