import type { IssueId } from "../../kernel/index.ts";

/** An issue and when this desk saw it first; null when it stood in the lists before the desk looked. */
export type KnownRow = readonly [issue: IssueId, since: Date | null];

/** `CVE-2026-1234 2026-11-21T12:00:00.000Z`, without the time when it is not known. */
export function knownLine([issue, since]: KnownRow): string {
  return since === null ? issue : `${issue} ${since.toISOString()}`;
}

/** Lines that say nothing are left out: what they meant is then news, which is safer than an age that nobody knows. */
export function* parseKnown(text: string): Iterable<KnownRow> {
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf("\n", from);
    const end = found === -1 ? text.length : found;
    const [issue = "", at] = text.slice(from, end).split(" ");
    from = end + 1;
    if (issue === "") continue;
    const since = at === undefined ? null : new Date(at);
    if (since === null || !Number.isNaN(since.getTime())) yield [issue, since];
  }
}
