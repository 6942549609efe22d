import type { SourceVersions } from "../archive/source-versions.ts";
import type { Tracker } from "../model/tracker.ts";
import type { Judge, Verdict } from "./types.ts";
import { judgeRows } from "./verdict.ts";
import { issuesAsked, packagesAsked, type ReleaseRows, releasesAsked, type VerdictFilter } from "./verdict-filter.ts";

export type { VerdictFilter } from "./verdict-filter.ts";

/**
 * Every verdict of packages that are in a release of the archive (with `all`, of those that are not, as well), issue by
 * issue. Issues that are not-for-us, or reserved without a note, have none; releases without an alias are left out when
 * judging as Debian does.
 */
export function* allVerdicts(
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
  filter: VerdictFilter = {},
): Generator<Verdict, void> {
  // A package has a dozen issues, so that its suites are looked at once.
  const known = new Map<string, readonly ReleaseRows[]>();
  for (const resolved of issuesAsked(tracker, filter)) {
    for (const packageName of packagesAsked(resolved, filter)) {
      let releases = known.get(packageName);
      if (releases === undefined) {
        releases = releasesAsked(tracker, archive, judge, filter, packageName);
        known.set(packageName, releases);
      }
      for (const { release, rows } of releases) {
        const found = judgeRows(tracker, resolved, packageName, release, rows, judge);
        if (found) yield found;
      }
    }
  }
}
