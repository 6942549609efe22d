import type { IssueId } from "../../kernel/index.ts";
import type { SourceRow, SourceVersions } from "../archive/source-versions.ts";
import type { Urgency } from "../format/types.ts";
import type { Tracker } from "../model/tracker.ts";
import { allVerdicts } from "../verdict/all-verdicts.ts";
import type { Decision, Judge, Status } from "../verdict/types.ts";
import type { Changed } from "./live-tracker.ts";
import { OverlaidMap } from "./overlaid-map.ts";

/** A verdict without its reasons: what lists and counts are made of. The reasons are worked out again for who asks. */
export interface Standing {
  readonly issue: IssueId;
  readonly package: string;
  readonly release: string;
  readonly status: Status;
  readonly decision: Decision["kind"] | undefined;
  readonly urgency: Urgency;
}

/** By issue; issues about which nothing is said in any release of the archive are left out. */
export type Standings = OverlaidMap<IssueId, readonly Standing[]>;

/** Judges what has changed, and takes the rest over. */
export function standingsAfter(
  before: Standings,
  changed: Changed,
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
): Standings {
  const judged = new Map<IssueId, readonly Standing[] | undefined>();
  for (const issue of changed === "everything" ? tracker.issueNames() : changed) {
    const found = standingsOf(issue, tracker, archive, judge);
    if (found.length > 0) judged.set(issue, found);
    else if (changed !== "everything") judged.set(issue, undefined);
  }
  return changed === "everything"
    ? new OverlaidMap(judged as ReadonlyMap<IssueId, readonly Standing[]>)
    : before.with(judged);
}

function standingsOf(issue: IssueId, tracker: Tracker, archive: SourceVersions, judge: Judge): readonly Standing[] {
  const found: Standing[] = [];
  for (const verdict of allVerdicts(tracker, archive, judge, { issue })) {
    const { package: name, release, status, decision, urgency } = verdict;
    found.push({ issue, package: name, release, status, decision: decision?.kind, urgency });
  }
  return found;
}

/** Packages whose versions differ between two archives. */
export function changedPackages(before: SourceVersions, after: SourceVersions): readonly string[] {
  if (before === after) return [];
  const names = new Set([...before.packages(), ...after.packages()]);
  return [...names].filter((name) => !sameRows(before.rowsOf(name), after.rowsOf(name)));
}

function sameRows(a: readonly SourceRow[], b: readonly SourceRow[]): boolean {
  return (
    a.length === b.length &&
    a.every((row, i) => {
      const other = b[i] as SourceRow;
      return (
        row.version === other.version &&
        row.release === other.release &&
        row.role === other.role &&
        row.area === other.area
      );
    })
  );
}
