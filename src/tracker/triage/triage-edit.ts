import { type IssueId, SamedayError, type Sha256, sha256 } from "../../kernel/index.ts";
import { type IssueLists, listsOfIssues, missingInLists } from "../edit/issue-lists.ts";
import { applySplices, editableRecord, readIssueList } from "../edit/splice.ts";
import { type DataEdit, issueLists, recordIn } from "../land/index.ts";
import { decidedRecord } from "./decided-record.ts";
import type { TriageDecision } from "./decision.ts";

/** One record as it was and as it is to be; empty where there is none. */
export interface RecordChange {
  readonly issue: IssueId;
  readonly before: string;
  readonly after: string;
  /** First line of the commit. */
  readonly subject: string;
}

/** What a decision changes; `record` is what the person saw of our own list. Throws as `decidedRecord`. */
export function changeOf(issue: IssueId, record: string, decision: TriageDecision): RecordChange {
  return { issue, before: record, after: decidedRecord(issue, record, decision), subject: subjectOf(issue, decision) };
}

/** Puts the record back as it was. */
export function undoOf({ issue, before, after, subject }: RecordChange): RecordChange {
  return { issue, before: after, after: before, subject: `Take back: ${subject}` };
}

/**
 * The change as an edit that can land: it replaces that record and nothing else. Refused with CONFLICT when the record is
 * not what it was seen as, so that neither a decision nor its undoing takes back what somebody else wrote.
 */
export function triageEdit(change: RecordChange): DataEdit {
  const { issue, before, subject } = change;
  return {
    subject,
    seen: { issue, record: sha256(Buffer.from(before, "latin1")) },
    async apply(read, now) {
      return replacedRecord(await issueLists(read, now), change);
    },
  };
}

/**
 * A decision of somebody who knows the record by its hash alone, as a form carries it. `change` answers what was changed,
 * for taking it back, once the edit was applied.
 */
export function decisionEdit(
  issue: IssueId,
  seen: Sha256,
  decision: TriageDecision,
): { readonly edit: DataEdit; change(): RecordChange | undefined } {
  let change: RecordChange | undefined;
  return {
    change: () => change,
    edit: {
      subject: subjectOf(issue, decision),
      seen: { issue, record: seen },
      async apply(read, now) {
        const lists = await issueLists(read, now);
        change = changeOf(issue, recordIn(lists, issue).text, decision);
        return replacedRecord(lists, change);
      },
    },
  };
}

/** The list that changes. */
export function replacedRecord(lists: IssueLists, { issue, before, after }: RecordChange): IssueLists {
  const sole = solePlace(lists, issue, before);
  if (sole) {
    const { path, list, start } = sole;
    return new Map([[path, applySplices(list, [{ start, end: start + before.length, text: after }])]]);
  }
  const path = listsOfIssues(lists, [issue]).get(issue) ?? "CVE/list";
  const list = lists.get(path) ?? new Uint8Array();
  if (missingInLists(lists, [issue]).length > 0) {
    if (before !== "") throw new SamedayError("CONFLICT", `${issue} has no record in ${path} any more.`);
    return new Map([[path, applySplices(list, [{ start: 0, end: 0, text: after }])]]);
  }
  const file = readIssueList(list);
  const { start, end } = editableRecord(file, issue);
  if (file.text.slice(start, end) !== before) {
    throw new SamedayError("CONFLICT", `Somebody else changed ${issue} since you looked.`);
  }
  return new Map([[path, applySplices(list, [{ start, end, text: after }])]]);
}

/**
 * Where the record stands, found by its bytes: parsing a list of Debian's size takes half a second. Undefined when there is
 * any doubt (another record of the issue, other bytes, no end behind them); then the lists are parsed.
 */
function solePlace(
  lists: IssueLists,
  issue: IssueId,
  before: string,
): { readonly path: string; readonly list: Uint8Array; readonly start: number } | undefined {
  if (before === "") return undefined;
  const found = [...lists].flatMap(([path, list]) => headersOf(list, issue).map((start) => ({ path, list, start })));
  const [sole, second] = found;
  if (sole === undefined || second !== undefined) return undefined;
  const { list, start } = sole;
  const end = start + before.length;
  const same = Buffer.from(list.subarray(start, end)).toString("latin1") === before;
  const ends = end === list.length || Buffer.from(list.subarray(end, end + 4)).toString("latin1") === "CVE-";
  return same && ends ? sole : undefined;
}

function headersOf(list: Uint8Array, issue: IssueId): readonly number[] {
  const bytes = Buffer.from(list.buffer, list.byteOffset, list.byteLength);
  const starts: number[] = [];
  for (let at = bytes.indexOf(issue, 0, "latin1"); at >= 0; at = bytes.indexOf(issue, at + 1, "latin1")) {
    const after = bytes[at + issue.length] ?? NEWLINE;
    const isDigit = after >= 48 && after <= 57;
    if (!isDigit && (at === 0 || bytes[at - 1] === NEWLINE)) starts.push(at);
  }
  return starts;
}

const NEWLINE = 10;
const LONGEST_SUBJECT = 100;

function subjectOf(issue: IssueId, decision: TriageDecision): string {
  const said =
    decision.kind === "not-for-us"
      ? `not for us (${decision.product})`
      : decision.kind === "package"
        ? `${decision.package} ${decision.says}`
        : `to be found out: ${decision.text}`;
  const subject = `${issue}: ${said}`;
  return subject.length > LONGEST_SUBJECT ? `${subject.slice(0, LONGEST_SUBJECT - 3)}...` : subject;
}
