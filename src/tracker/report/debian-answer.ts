import { suiteName } from "../archive/source-versions.ts";
import type { Tracker } from "../model/tracker.ts";
import type { Judge, Verdict } from "../verdict/types.ts";

/** A verdict in the words of Debian's tracker; an issue that was rejected is no longer open. */
export function debianStatus(verdict: Verdict): "open" | "resolved" | "undetermined" {
  if (verdict.status === "vulnerable") return "open";
  return verdict.status === "undetermined" ? "undetermined" : "resolved";
}

/** "0" is not affected; undefined while the issue is not fixed here. */
export function debianFixedVersion(verdict: Verdict): string | undefined {
  if (verdict.status === "not-affected") return "0";
  return verdict.status === "fixed" ? verdict.fixedVersion : undefined;
}

/** Whether a fix waits for the next point release: for this package and release, or as Debian flags it. */
export function isPlanned(verdict: Verdict, tracker: Tracker, judge: Judge): boolean {
  return judge.asDebian ? debianPlanned(verdict, tracker) : verdict.basis.planned !== undefined;
}

/** Debian looks the flag up by issue alone, and of several releases the oldest wins. */
function debianPlanned(verdict: Verdict, tracker: Tracker): boolean {
  const age = (release: string): number => tracker.releases.get(release)?.age ?? Number.POSITIVE_INFINITY;
  const fixes = tracker.plannedFor(verdict.issue);
  return fixes.length > 0 && Math.min(...fixes.map((fix) => age(fix.release))) === age(verdict.release);
}

/** Suite and version, one a suite; of several areas the one read last stands for the suite. */
export function suiteVersions(verdict: Verdict): Iterable<readonly [suite: string, version: string]> {
  const { rows } = verdict.basis;
  const first = rows[0];
  if (first && rows.length === 1) return [[suiteName(first.row), first.row.version]];
  const bySuite = new Map<string, string>();
  for (const { row } of rows) bySuite.set(suiteName(row), row.version);
  return bySuite;
}
