import { type IssueId, isIssueId, SamedayError } from "../../kernel/index.ts";
import { listsOfIssues } from "../edit/issue-lists.ts";
import { lineSays, type Saying } from "../edit/says.ts";
import { applySplices, plainAscii, readIssueList, requireLineText } from "../edit/splice.ts";
import type { DataNow, ReadData } from "./data-edit.ts";
import { issueLists } from "./data-edit.ts";

/** An issue as a person writes it down, before any feed has it. */
export interface IssueToAdd {
  /** `CVE-2026-1234`, or `CVE-2026-XXXX` for one without a number. */
  readonly issue: string;
  /** One line; an issue without a number is named after it. */
  readonly description: string | undefined;
  /** Open in this source package; without it the record says `TODO: check`. */
  readonly package: string | undefined;
  /** Bug and urgency of that package's line. */
  readonly flags: Pick<Saying, "bug" | "urgency">;
}

/**
 * The lists with a new record at the top of the one that it belongs to, and the name under which it is found: of an issue
 * without a number the temporary one. Throws CONFLICT when these data or a layer below have it, INPUT_INVALID for what a
 * record cannot say.
 */
export async function addNewIssue(
  wish: IssueToAdd,
  read: ReadData,
  now: DataNow,
): Promise<{ readonly files: ReadonlyMap<string, Uint8Array>; readonly name: IssueId }> {
  const text = recordText(wish);
  const name = readIssueList(Buffer.from(text, "latin1")).records[0]?.name ?? wish.issue;
  if (now.tracker.issue(name) !== undefined) {
    throw new SamedayError("CONFLICT", `${name} is on record already; set-line and add-note change what it says.`);
  }
  const lists = await issueLists(read, now);
  const [path = "CVE/list"] = listsOfIssues(lists, [wish.issue]).values();
  const list = lists.get(path) ?? new Uint8Array();
  return { files: new Map([[path, applySplices(list, [{ start: 0, end: 0, text }])]]), name };
}

function recordText({ issue, description, package: name, flags }: IssueToAdd): string {
  const unnumbered = /^CVE-\d{4}-XXXX$/.test(issue);
  if (!unnumbered && !(issue.startsWith("CVE-") && isIssueId(issue))) {
    throw new SamedayError("INPUT_INVALID", `${issue} is not the name of a CVE; without a number write CVE-YYYY-XXXX.`);
  }
  if (unnumbered && description === undefined) {
    throw new SamedayError(
      "INPUT_INVALID",
      "Say in a few words what it is: an issue without a number is named after that.",
    );
  }
  if (name === undefined && (flags.bug !== undefined || flags.urgency !== undefined)) {
    throw new SamedayError("INPUT_INVALID", "Name the package that the bug or the urgency is about.");
  }
  const said = description === undefined ? "" : ` [${requireLineText(plainAscii(description), "The description")}]`;
  const line = name === undefined ? "TODO: check" : `- ${name} ${lineSays({ state: "unfixed", ...flags }, undefined)}`;
  const text = `${issue}${said}\n\t${line}\n`;
  const file = readIssueList(Buffer.from(text, "latin1"));
  const wrong = file.setAside.length > 0 || (name !== undefined && file.records[0]?.notes[0]?.package !== name);
  if (wrong) throw new SamedayError("INPUT_INVALID", `${name ?? issue} is not the name of a package.`);
  return text;
}
