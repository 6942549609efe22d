import type { IssueId } from "../../kernel/index.ts";
import { compareVersions } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import type { Claim } from "../model/claim.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import type { Tracker } from "../model/tracker.ts";

/** An issue that is on record for an older name of a package, and about which the newer one is not mentioned. */
export interface UnjudgedSuccessor {
  readonly issue: IssueId;
  readonly predecessor: string;
  readonly successor: string;
  readonly lineage: string;
  /** Releases of the archive that have the successor. */
  readonly releases: readonly string[];
  /** Whether every one of them has a version from the predecessor's fix on; a hint, since the numbers may have begun anew. */
  readonly looksFixed: boolean;
}

/** What nobody has judged, most likely open first, then by issue as loaded. Nothing of it changes a verdict. */
export function unjudgedSuccessors(tracker: Tracker, archive: SourceVersions): readonly UnjudgedSuccessor[] {
  const found: UnjudgedSuccessor[] = [];
  const lineages = tracker.layers.flatMap((layer) => layer.lineages);
  for (const { name, packages } of lineages) {
    const issues = new Set(packages.flatMap((one) => tracker.issuesOfPackage(one)));
    for (const issue of issues) {
      const resolved = tracker.issue(issue);
      if (resolved === undefined || resolved.state === "not-for-us" || resolved.state === "rejected") continue;
      const named = namedPackages(resolved);
      const latest = packages.findLastIndex((one) => named.has(one) && concerns(resolved, one));
      for (const successor of latest < 0 ? [] : packages.slice(latest + 1)) {
        const rows = archive.rowsOf(successor);
        if (named.has(successor) || rows.length === 0) continue;
        const predecessor = packages[latest] as string;
        const fix = defaultClaim(resolved, predecessor)?.note.version;
        const looksFixed = fix !== undefined && rows.every((row) => compareVersions(row.version, fix) >= 0);
        const releases = [...new Set(rows.map((row) => row.release))];
        found.push({ issue, predecessor, successor, lineage: name, releases, looksFixed });
      }
    }
  }
  return found.sort((a, b) => Number(a.looksFixed) - Number(b.looksFixed));
}

function namedPackages(resolved: ResolvedIssue): ReadonlySet<string> {
  return new Set([
    ...resolved.claims.map((claim) => claim.note.package),
    ...resolved.remarks.map(({ remark }) => remark.package),
  ]);
}

/** An issue that never affected the predecessor says nothing about the successor. */
function concerns(resolved: ResolvedIssue, name: string): boolean {
  return resolved.claims.some(
    ({ note }) => note.package === name && note.kind !== "not-affected" && note.kind !== "itp",
  );
}

function defaultClaim(resolved: ResolvedIssue, name: string): Claim | undefined {
  return resolved.claims.find(({ note }) => note.package === name && note.release === undefined);
}
