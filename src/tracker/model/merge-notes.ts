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

/** Two notes of one record on the same package and release: worst urgency, all bugs, no fix if one has none, else the later fix. */
export function mergeWithinRecord(first: Note, second: Note): Note {
  const a = effectiveVersion(first);
  const b = effectiveVersion(second);
  const keeps = a === undefined || (b !== undefined && compareEffective(a, b) >= 0) ? first : second;
  return {
    ...keeps,
    urgency: worse(first.urgency, second.urgency),
    bugs: [...new Set([...first.bugs, ...second.bugs])],
  };
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
