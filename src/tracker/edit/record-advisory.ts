import { SamedayError } from "../../kernel/index.ts";
import type { ListRecord, RecordState } from "../format/types.ts";
import type { AdvisoryEntry } from "./add-advisory-entry.ts";
import { applySplices, type EditableRecord, editableRecord, readIssueList, type Splice } from "./splice.ts";

/**
 * What an advisory asks of CVE/list, as Debian's own tools do it: its id joins the braces of each issue, and the lines of its
 * packages for the releases that it fixes go (an `<unfixed>` or a no-dsa remark there would outlive the fix).
 * Every other byte stays. Throws NOT_FOUND for an issue without a record (`missingIssues` tells beforehand), INPUT_INVALID for one that is not for us.
 */
export function recordAdvisoryInIssues(list: Uint8Array, entry: AdvisoryEntry): Uint8Array {
  const file = readIssueList(list);
  const splices: Splice[] = [];
  for (const issue of new Set(entry.issues)) {
    const found = editableRecord(file, issue);
    if (tracksNothing(found.record, file.quiet.stateOf(issue))) {
      throw new SamedayError("INPUT_INVALID", `${issue} is marked not for us; take that line out first.`);
    }
    const gone = goneLines(found.record, found.line, entry);
    const kept = found.lines.filter((_, index) => !gone.has(index));
    const lines = withReference(kept, entry.id);
    const text = lines.map((line) => `${line}\n`).join("");
    splices.push({ start: found.start, end: found.end, text: endLike(text, found, file.text) });
  }
  return applySplices(list, splices);
}

function tracksNothing(record: ListRecord | undefined, quiet: RecordState | undefined): boolean {
  return (record?.state ?? quiet) === "not-for-us";
}

/** Issues that have no record in the list yet; they must be added before an advisory can name them. */
export function missingIssues(list: Uint8Array, issues: readonly string[]): readonly string[] {
  const file = readIssueList(list);
  const known = new Set([...file.records, ...file.setAside].map((record) => record.name));
  return issues.filter((issue) => !known.has(issue) && file.quiet.stateOf(issue) === undefined);
}

function goneLines(record: ListRecord | undefined, firstLine: number, entry: AdvisoryEntry): ReadonlySet<number> {
  const fixed = new Set(entry.fixes.map((fix) => `${fix.package ?? entry.package} ${fix.release}`));
  const lines = [...(record?.notes ?? []), ...(record?.remarks ?? [])];
  return new Set(
    lines.filter((line) => fixed.has(`${line.package} ${line.release}`)).map((line) => line.line - firstLine),
  );
}

/** Puts the id at the end of the record's braces, or makes them right below the header. */
function withReference(lines: readonly string[], id: string): readonly string[] {
  const at = lines.findIndex((line) => /^\s+\{.*\}\s*$/.test(line));
  if (at < 0) return [lines[0] ?? "", `\t{${id}}`, ...lines.slice(1)];
  const braces = lines[at] as string;
  if (braces.replace(/[{}]/g, " ").split(/\s+/).includes(id)) return lines;
  return lines.with(at, `${braces.trimEnd().slice(0, -1).trimEnd()} ${id}}`);
}

/** A last record without a final newline keeps lacking it. */
function endLike(text: string, found: EditableRecord, whole: string): string {
  const hadNewline = found.end === 0 || whole.charCodeAt(found.end - 1) === 10;
  return hadNewline ? text : text.slice(0, -1);
}
