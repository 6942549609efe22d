import { isIssueId, SamedayError, type Sha256, sha256 } from "../../kernel/index.ts";
import { type IssueLists, listsOfIssues, missingInLists } from "../edit/issue-lists.ts";
import { editableRecord, readIssueList } from "../edit/splice.ts";
import { isIssueList } from "../layers/which-files.ts";
import type { Tracker } from "../model/tracker.ts";

/** One change of tracker data, as a function of the bytes that are there now. */
export interface DataEdit {
  /** First line of the commit: `CVE-2026-1234: postpone curl in bookworm`. Read again after `apply`. No embargoed text. */
  readonly subject: string;
  /**
   * New contents of files (path in the data directory to bytes), from what is there now; throws SamedayError when it does not
   * apply. It is asked again when somebody else commits meanwhile.
   */
  apply(read: ReadData, now: DataNow): Promise<ReadonlyMap<string, Uint8Array>>;
  /** The issue whose record the person looked at, with the sha256 of that record's bytes as shown; omitted: no such guard. */
  readonly seen?: { readonly issue: string; readonly record: Sha256 };
}

/** A file by its path in the data directory, as the last commit has it; one that is not there is empty. */
export type ReadData = (path: string) => Promise<Uint8Array>;

/** What an edit may know beside the bytes. */
export interface DataNow {
  /** Paths of all files that the tracker knows in this directory. */
  readonly paths: readonly string[];
  /** All codenames of these data and the layers below, oldest first. */
  readonly releases: readonly string[];
  /** These data over the layers below. */
  readonly tracker: Tracker;
}

/** The lists of issues that are there. */
export async function issueLists(read: ReadData, { paths }: DataNow): Promise<IssueLists> {
  const lists = paths.filter(isIssueList);
  return new Map(await Promise.all(lists.map(async (path) => [path, await read(path)] as const)));
}

/** An issue's record with its hash, for `DataEdit.seen`. */
export interface SeenRecord {
  /** As it stands in the list, newlines included; empty when there is none. */
  readonly text: string;
  readonly hash: Sha256;
}

/** The record of an issue in these lists. Throws INPUT_INVALID when it has an error or stands twice: neither can be edited. */
export function recordIn(lists: IssueLists, issue: string): SeenRecord {
  if (!isIssueId(issue)) throw new SamedayError("INPUT_INVALID", `${issue} is not the name of an issue.`);
  if (missingInLists(lists, [issue]).length > 0) return { text: "", hash: sha256("") };
  const [path] = [...listsOfIssues(lists, [issue]).values()];
  const file = readIssueList(lists.get(path ?? "") ?? new Uint8Array());
  const { start, end } = editableRecord(file, issue);
  const text = file.text.slice(start, end);
  return { text, hash: sha256(Buffer.from(text, "latin1")) };
}
