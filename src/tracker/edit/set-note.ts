import { SamedayError } from "../../kernel/index.ts";
import { parseNoteLine } from "../format/parse-note.ts";
import type { Note, Remark } from "../format/types.ts";
import { changeRecord, type EditableRecord } from "./splice.ts";

export interface NoteTarget {
  readonly issue: string;
  readonly package: string;
  /** undefined is the default line. */
  readonly release: string | undefined;
}

/**
 * The issue list with one line of one record set: `says` is what stands after the package (`1.2-3+deb12u1`, `<unfixed>`,
 * `<no-dsa> (Minor issue)`, `<not-affected> (Vulnerable code not present)`). A line about the same package and release is
 * replaced, else the line is put where Debian's order wants it; `releases` are all codenames, oldest first.
 * Throws INPUT_INVALID when the line would not be one, NOT_FOUND when the issue has no record.
 */
export function setReleaseNote(
  list: Uint8Array,
  target: NoteTarget,
  says: string,
  releases: readonly string[],
): Uint8Array {
  const body = `${target.release === undefined ? "" : `[${target.release}] `}- ${target.package} ${says}`;
  requireNote(body, target);
  return editRecord(list, target.issue, (found) => {
    const { lines, same } = placesOf(found, target);
    const [first, ...others] = same;
    const next = [...found.lines];
    if (first !== undefined) {
      next[first] = `\t${body}`;
      return next.filter((_, index) => !others.includes(index));
    }
    next.splice(insertAt(found, lines, target, releases), 0, `\t${body}`);
    return next.filter((line, index) => index === 0 || !/^\s+TODO: check\s*$/.test(line));
  });
}

/** The issue list without the line about this package and release. Throws NOT_FOUND when there is none. */
export function removeReleaseNote(list: Uint8Array, target: NoteTarget): Uint8Array {
  return editRecord(list, target.issue, (found) => {
    const { same } = placesOf(found, target);
    if (same.length === 0) {
      const where = target.release === undefined ? "by default" : `for ${target.release}`;
      throw new SamedayError("NOT_FOUND", `${target.issue} says nothing about ${target.package} ${where}.`);
    }
    return found.lines.filter((_, index) => !same.includes(index));
  });
}

function editRecord(list: Uint8Array, issue: string, edit: (found: EditableRecord) => readonly string[]): Uint8Array {
  return changeRecord(list, issue, (found) => {
    if (found.state === "not-for-us") {
      throw new SamedayError("INPUT_INVALID", `${issue} is not for us; take that line out first.`);
    }
    return edit(found);
  });
}

interface PlacedLine {
  readonly index: number;
  readonly package: string;
  readonly release: string | undefined;
}

/** Lines of the record that are notes or remarks, and those among them that are about the target; counted from its header. */
function placesOf(found: EditableRecord, target: NoteTarget): { lines: PlacedLine[]; same: number[] } {
  const said: readonly (Note | Remark)[] = [...(found.record?.notes ?? []), ...(found.record?.remarks ?? [])];
  const lines = said
    .map((line) => ({ index: line.line - found.line, package: line.package, release: line.release }))
    .sort((a, b) => a.index - b.index);
  const same = lines.filter((line) => line.package === target.package && line.release === target.release);
  return { lines, same: same.map((line) => line.index) };
}

/** Behind the last line of the package that is newer or the default; before the package's first line for a default. */
function insertAt(
  found: EditableRecord,
  lines: readonly PlacedLine[],
  target: NoteTarget,
  releases: readonly string[],
): number {
  const ours = lines.filter((line) => line.package === target.package);
  const last = lines.at(-1);
  if (ours.length === 0) return last ? last.index + 1 : afterReferences(found);
  if (target.release === undefined) return ours[0]?.index ?? 1;
  const age = releases.indexOf(target.release);
  const before = ours.filter((line) => line.release === undefined || releases.indexOf(line.release) > age);
  return before.length > 0 ? (before.at(-1) as PlacedLine).index + 1 : (ours[0] as PlacedLine).index;
}

function afterReferences(found: EditableRecord): number {
  const at = found.lines.findLastIndex((line) => /^\s+(?:\{|RESERVED|REJECTED)/.test(line));
  return at < 0 ? 1 : at + 1;
}

function requireNote(body: string, target: NoteTarget): void {
  const parsed = /[^ -~]/.test(body)
    ? { fault: { message: "Only printable ASCII may stand in the list." } }
    : parseNoteLine(body, 1);
  if ("fault" in parsed) throw new SamedayError("INPUT_INVALID", parsed.fault.message);
  const said = "note" in parsed ? parsed.note : parsed.remark;
  if (said.package !== target.package || said.release !== target.release) {
    throw new SamedayError("INPUT_INVALID", `${target.package} is not the name of a package.`);
  }
}
