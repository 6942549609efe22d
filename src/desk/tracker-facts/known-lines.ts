import type { IssueId } from "../../kernel/index.ts";

/** An issue and when this desk saw it first; null when it stood in the lists before the desk looked. */
export type KnownRow = readonly [issue: IssueId, since: Date | null];

/** `CVE-2026-1234 2026-11-21T12:00:00.000Z`, without the time when it is not known. */
export function knownLine([issue, since]: KnownRow): string {
  return since === null ? issue : `${issue} ${since.toISOString()}`;
}

/** Null for a line that says nothing: what it meant is then news, which is safer than an age that nobody knows. */
export function parseKnownLine(line: string): KnownRow | null {
  const [issue = "", at] = line.split(" ");
  if (issue === "") return null;
  const since = at === undefined ? null : new Date(at);
  return since === null || !Number.isNaN(since.getTime()) ? [issue, since] : null;
}
