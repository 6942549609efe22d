import type { IssueId } from "../../kernel/index.ts";
import type { SourceRow, SourceVersions } from "../archive/source-versions.ts";
import { packagesOf, speaksOf } from "../model/look-up.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import type { Tracker } from "../model/tracker.ts";
import type { Judge, Verdict } from "./types.ts";
import { judgeRows } from "./verdict.ts";

export interface VerdictFilter {
  readonly release?: string;
  readonly package?: string;
  readonly issue?: IssueId;
  /** Also of releases of the archive that lack the package: not in release. Debian's tracker has no such answer. */
  readonly all?: boolean;
}

/**
 * Every verdict of packages that are in a release of the archive (with `all`, of those that are not, as well). Issues that
 * are not-for-us, or reserved without a note, have none; releases without an alias are left out when judging as Debian does.
 */
export function* allVerdicts(
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
  filter: VerdictFilter = {},
): Generator<Verdict, void> {
  // A package has a dozen issues, so that its suites are looked at once.
  const byRelease = new Map<string, readonly (readonly SourceRow[])[]>();
  // One loop in one generator: delegating to others costs as much as the verdicts themselves.
  for (const name of namesOf(tracker, filter)) {
    const resolved = tracker.issue(name);
    if (resolved === undefined || isHidden(resolved)) continue;
    for (const packageName of packagesAsked(resolved, filter.package)) {
      let groups = byRelease.get(packageName);
      if (groups === undefined) {
        groups = groupByRelease(archive.rowsOf(packageName));
        byRelease.set(packageName, groups);
      }
      for (const rows of groups) {
        const { release } = rows[0] as SourceRow;
        if (filter.release !== undefined && release !== filter.release) continue;
        if (judge.asDebian && tracker.releases.get(release)?.alias === undefined) continue;
        const found = judgeRows(tracker, resolved, packageName, release, rows, judge);
        if (found) yield found;
      }
      if (filter.all && !judge.asDebian) yield* missing(tracker, archive, judge, filter, resolved, packageName);
    }
  }
}

function groupByRelease(rows: readonly SourceRow[]): readonly (readonly SourceRow[])[] {
  const groups: SourceRow[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0]?.release === row.release) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

function* missing(
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
  filter: VerdictFilter,
  resolved: ResolvedIssue,
  packageName: string,
): Generator<Verdict, void> {
  const there = new Set(archive.rowsOf(packageName).map((row) => row.release));
  for (const release of archive.releases) {
    if (there.has(release) || (filter.release !== undefined && release !== filter.release)) continue;
    const found = judgeRows(tracker, resolved, packageName, release, [], judge);
    if (found) yield found;
  }
}

function namesOf(tracker: Tracker, filter: VerdictFilter): Iterable<IssueId> {
  if (filter.issue !== undefined) return [filter.issue];
  return filter.package === undefined ? tracker.issueNames() : tracker.issuesOfPackage(filter.package);
}

function isHidden(resolved: ResolvedIssue): boolean {
  return resolved.state === "not-for-us" || resolved.claims.length === 0;
}

function packagesAsked(resolved: ResolvedIssue, asked: string | undefined): readonly string[] {
  if (asked === undefined) return packagesOf(resolved);
  return speaksOf(resolved, asked) ? [asked] : [];
}
