import { type IssueId, isIssueId, SamedayError } from "../../kernel/index.ts";
import { type IssueLists, listsOfIssues, missingInLists } from "../edit/issue-lists.ts";
import { applySplices, type EditableRecord, editableRecord, type Splice } from "../edit/splice.ts";
import type { ListFile } from "../format/list-file.ts";
import { parseList } from "../format/parse-list.ts";

/**
 * The lists with a CVE number in the header of an issue that had none; its lines and text stay. It moves to the list of
 * the number's year where lists are split and it was in another. A record that only announces the number is taken up.
 * Answers the lists that change. Throws NOT_FOUND for an issue that no list has, INPUT_INVALID when the number has a
 * record that says more, or when a record has an error.
 */
export function assignCve(lists: IssueLists, issue: IssueId, cve: IssueId): IssueLists {
  if (!issue.startsWith("TEMP-"))
    throw new SamedayError("INPUT_INVALID", `${issue} has a number; only TEMP-… names get one.`);
  if (!isIssueId(cve) || !/^CVE-\d{4}-\d+$/.test(cve))
    throw new SamedayError("INPUT_INVALID", `${cve} is no CVE number.`);
  const files = new Map([...lists].map(([path, bytes]) => [path, readList(path, bytes)]));
  const home = [...files.values()].find((file) => file.records.some((record) => record.name === issue));
  if (home === undefined) throw new SamedayError("NOT_FOUND", `No list has a record of ${issue}.`);
  const found = editableRecord(home, issue);
  const [header = "", ...lines] = found.lines;
  const text = [header.replace(/^CVE-\d{4}-XXXX/, cve), ...lines].join("\n");
  const named = (newline: string): string => text + newline;
  const gone: Splice = { start: found.start, end: found.end, text: "" };
  const path = listsOfIssues(lists, [cve]).get(cve) ?? home.path;
  const target = files.get(path);
  const edits = new Map<string, Splice[]>([
    [home.path, []],
    [path, []],
  ]);
  if (target && missingInLists(lists, [cve]).length === 0) {
    const there = editableRecord(target, cve);
    requireAnnouncement(there, cve);
    edits.get(home.path)?.push(gone);
    edits.get(path)?.push({ start: there.start, end: there.end, text: named(newlineOf(target, there)) });
  } else if (path === home.path) {
    edits.get(path)?.push({ ...gone, text: named(newlineOf(home, found)) });
  } else {
    edits.get(home.path)?.push(gone);
    edits.get(path)?.push({ start: 0, end: 0, text: named("\n") });
  }
  return new Map(
    Array.from(edits, ([at, splices]) => [at, applySplices(lists.get(at) ?? new Uint8Array(), splices)] as const),
  );
}

/** RESERVED, or `TODO: check` of the import: nobody has written anything that would be lost. */
function requireAnnouncement({ lines }: EditableRecord, cve: IssueId): void {
  const said = lines.slice(1).filter((line) => !/^\s+(?:RESERVED|TODO: check)\s*$/.test(line));
  if (said.length > 0) {
    throw new SamedayError(
      "INPUT_INVALID",
      `${cve} has a record that says more than RESERVED; bring the two together by hand.`,
    );
  }
}

function readList(path: string, bytes: Uint8Array): ListFile {
  return parseList(bytes, { path, kind: "issues" }).value;
}

/** A last record without a final newline keeps lacking it. */
function newlineOf(file: ListFile, { end }: EditableRecord): string {
  return file.text.charCodeAt(end - 1) === 10 ? "\n" : "";
}
