import { compareVersions } from "../../kernel/index.ts";
import { type Note, URGENCIES, type Urgency } from "../format/types.ts";
import type { ContestReason } from "./claim.ts";

/** Debian's note as a version: "0" is not affected, `undetermined` sorts above every number, undefined has no fix. */
export function effectiveVersion(note: Note): string | undefined {
  if (note.kind === "fixed") return note.version;
  if (note.kind === "not-affected") return "0";
  return note.kind === "undetermined" ? "undetermined" : undefined;
}

/** Order of effective versions: numbers as dpkg has them, `undetermined` above all. */
export function compareEffective(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "undetermined") return 1;
  if (b === "undetermined") return -1;
  return compareVersions(a, b);
}

/** Notes of one record on the same package and release, while they become one. */
export interface MergedNote {
  /** Takes another one in and answers the one of the two, as it was written, that gives way. */
  add(note: Note): Note;
  /** What they say together: worst urgency, all bugs, no fix if one has none, else the latest fix. */
  note(): Note;
}

/** Begins with the first of them. Bugs are gathered once, however many notes there are. */
export function mergeOf(first: Note): MergedNote {
  let kept = first;
  let urgency = first.urgency;
  const bugs = new Set(first.bugs);
  return {
    add(note) {
      urgency = worse(urgency, note.urgency);
      for (const bug of note.bugs) bugs.add(bug);
      if (staysBefore(kept, note)) return note;
      const gone = kept;
      kept = note;
      return gone;
    },
    note: () => ({ ...kept, urgency, bugs: [...bugs] }),
  };
}

function staysBefore(first: Note, second: Note): boolean {
  const a = effectiveVersion(first);
  const b = effectiveVersion(second);
  return a === undefined || (b !== undefined && compareEffective(a, b) >= 0);
}

export function worse(a: Urgency, b: Urgency): Urgency {
  return URGENCIES.indexOf(a) <= URGENCIES.indexOf(b) ? a : b;
}

/**
 * Whether an advisory's note displaces what the issue has, and why. Debian's rule: an issue without a fix keeps its note,
 * an advisory without a fix displaces a fix, else the later version counts and the issue's note stays on a draw.
 */
export function advisoryDisplaces(
  issue: Note,
  advisory: Note,
): { readonly wins: boolean; readonly reason: ContestReason } {
  const has = effectiveVersion(issue);
  const brings = effectiveVersion(advisory);
  if (has === undefined) return { wins: false, reason: "issue-has-no-fix" };
  if (brings === undefined) return { wins: true, reason: "advisory-has-no-fix" };
  const order = compareEffective(brings, has);
  if (order > 0) return { wins: true, reason: issue.kind === "not-affected" ? "fix-over-not-affected" : "older-fix" };
  if (issue.kind === "undetermined") return { wins: false, reason: "undetermined-wins" };
  return { wins: false, reason: order === 0 ? "equal-fix" : "older-fix" };
}
