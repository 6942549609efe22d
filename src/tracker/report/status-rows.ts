import { suiteName } from "../archive/source-versions.ts";
import type { Tracker } from "../model/tracker.ts";
import type { Judge, Verdict } from "../verdict/types.ts";

/** The ten columns of `tracker status`; `-` is absent. */
export const STATUS_COLUMNS = [
  "package",
  "release",
  "issue",
  "status",
  "fixed_version",
  "urgency",
  "nodsa",
  "nodsa_reason",
  "next_point_update",
  "repositories",
] as const;

/** One line of `tracker status --format tsv`, without newline. */
export function statusRow(verdict: Verdict, tracker: Tracker, judge: Judge): string {
  const { basis, status } = verdict;
  const remark = basis.remark?.remark;
  const said = judge.asDebian ? debianStatus(verdict) : status;
  const fixed = judge.asDebian ? debianFixedVersion(verdict) : status === "fixed" ? (verdict.fixedVersion ?? "-") : "-";
  const text = remark ? remark.text : "-";
  const reason = remark ? (remark.reason === "minor" ? "" : remark.reason) : "-";
  const planned = judge.asDebian ? debianPlanned(verdict, tracker) : basis.planned !== undefined;
  const flag = planned ? "yes" : "-";
  const { package: name, release, issue, urgency } = verdict;
  // join makes one flat string; pieces glued one by one would stay a tree in memory.
  return [name, release, issue, said, fixed, urgency, text, reason, flag, repositories(verdict)].join("\t");
}

function debianStatus(verdict: Verdict): string {
  if (verdict.status === "vulnerable") return "open";
  return verdict.status === "undetermined" ? "undetermined" : "resolved";
}

function debianFixedVersion(verdict: Verdict): string {
  if (verdict.status === "not-affected") return "0";
  return verdict.status === "fixed" ? (verdict.fixedVersion ?? "-") : "-";
}

/** Debian looks the flag up by issue alone, and of several releases the oldest wins. */
function debianPlanned(verdict: Verdict, tracker: Tracker): boolean {
  const age = (release: string): number => tracker.releases.get(release)?.age ?? Number.POSITIVE_INFINITY;
  const fixes = tracker.plannedFor(verdict.issue);
  return fixes.length > 0 && Math.min(...fixes.map((fix) => age(fix.release))) === age(verdict.release);
}

/** `suite=version`, one a suite; of several areas the one read last stands for the suite. */
function repositories(verdict: Verdict): string {
  const { rows } = verdict.basis;
  const first = rows[0];
  if (first && rows.length === 1) return `${suiteName(first.row)}=${first.row.version}`;
  const bySuite = new Map<string, string>();
  for (const { row } of rows) bySuite.set(suiteName(row), row.version);
  return [...bySuite].map(([suite, version]) => `${suite}=${version}`).join(" ");
}
