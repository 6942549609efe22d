import type { IssueId } from "../../kernel/index.ts";
import type { SourceRow, SourceVersions } from "../archive/source-versions.ts";
import { packagesOf, speaksOf } from "../model/look-up.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import type { Tracker } from "../model/tracker.ts";
import type { Judge } from "./types.ts";

/** Of what verdicts are asked; absent names ask for all. */
export interface VerdictFilter {
  readonly release?: string;
  readonly package?: string;
  readonly issue?: IssueId;
  /** Also of releases of the archive that lack the package: not in release. Debian's tracker has no such answer. */
  readonly all?: boolean;
}

/** What one release of the archive has of a package; no rows when it lacks the package. */
export interface ReleaseRows {
  readonly release: string;
  readonly rows: readonly SourceRow[];
}

/** The issues that are asked for and have lines, in the order of loading. Not-for-us ones have none to speak of. */
export function* issuesAsked(tracker: Tracker, filter: VerdictFilter): Generator<ResolvedIssue, void> {
  for (const name of namesAsked(tracker, filter)) {
    const resolved = tracker.issue(name);
    if (resolved === undefined || resolved.state === "not-for-us" || resolved.claims.length === 0) continue;
    yield resolved;
  }
}

function namesAsked(tracker: Tracker, filter: VerdictFilter): Iterable<IssueId> {
  if (filter.issue !== undefined) return [filter.issue];
  return filter.package === undefined ? tracker.issueNames() : tracker.issuesOfPackage(filter.package);
}

/** The packages of an issue that are asked for. */
export function packagesAsked(resolved: ResolvedIssue, { package: asked }: VerdictFilter): readonly string[] {
  if (asked === undefined) return packagesOf(resolved);
  return speaksOf(resolved, asked) ? [asked] : [];
}

/**
 * The releases that are asked for, those that have the package first; of releases without an alias Debian's judge says
 * nothing.
 */
export function releasesAsked(
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
  filter: VerdictFilter,
  packageName: string,
): readonly ReleaseRows[] {
  const there = groupByRelease(archive.rowsOf(packageName));
  const have = new Set(there.map(({ release }) => release));
  const lack = filter.all && !judge.asDebian ? archive.releases.filter((release) => !have.has(release)) : [];
  return [...there, ...lack.map((release) => ({ release, rows: [] }))].filter(
    ({ release }) =>
      (filter.release === undefined || release === filter.release) &&
      !(judge.asDebian && tracker.releases.get(release)?.alias === undefined),
  );
}

function groupByRelease(rows: readonly SourceRow[]): readonly ReleaseRows[] {
  const groups: { release: string; rows: SourceRow[] }[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.release === row.release) last.rows.push(row);
    else groups.push({ release: row.release, rows: [row] });
  }
  return groups;
}
