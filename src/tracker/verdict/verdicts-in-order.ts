import type { SourceVersions } from "../archive/source-versions.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import type { Tracker } from "../model/tracker.ts";
import type { Judge, Verdict } from "./types.ts";
import { judgeRows } from "./verdict.ts";
import { issuesAsked, packagesAsked, releasesAsked, type VerdictFilter } from "./verdict-filter.ts";

/**
 * What `allVerdicts` says, by package, then release, then issue, each in the order of bytes. Whoever prints that need hold
 * and sort nothing, and what belongs to a package is looked up once.
 */
export function* verdictsInOrder(
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
  filter: VerdictFilter = {},
): Generator<Verdict, void> {
  const byPackage = issuesByPackage(tracker, filter);
  for (const packageName of [...byPackage.keys()].sort()) {
    const issues = (byPackage.get(packageName) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
    const releases = releasesAsked(tracker, archive, judge, filter, packageName);
    for (const { release, rows } of releases.toSorted((a, b) => (a.release < b.release ? -1 : 1))) {
      for (const resolved of issues) {
        const found = judgeRows(tracker, resolved, packageName, release, rows, judge);
        if (found) yield found;
      }
    }
  }
}

function issuesByPackage(tracker: Tracker, filter: VerdictFilter): Map<string, ResolvedIssue[]> {
  const byPackage = new Map<string, ResolvedIssue[]>();
  for (const resolved of issuesAsked(tracker, filter)) {
    for (const packageName of packagesAsked(resolved, filter)) {
      const there = byPackage.get(packageName);
      if (there === undefined) byPackage.set(packageName, [resolved]);
      else there.push(resolved);
    }
  }
  return byPackage;
}
