import type { SourceVersions } from "../archive/source-versions.ts";
import type { Tracker } from "../model/tracker.ts";
import { debianFixedVersion, debianPlanned, debianStatus, suiteVersions } from "../report/debian-answer.ts";
import { allVerdicts } from "../verdict/all-verdicts.ts";
import type { Judge, Verdict } from "../verdict/types.ts";

/**
 * The export that scanners read (`data/json` of Debian's tracker), one piece a package: package, issue and release sorted by
 * byte order, no white space. Joined, the pieces are one JSON document without a newline at the end.
 * As Debian judges, it is Debian's byte for byte; else the same form holds our answers.
 */
export function* debianJson(tracker: Tracker, archive: SourceVersions, judge: Judge): Generator<string, void> {
  let separator = "{";
  for (const name of [...archive.packages()].sort()) {
    const issues = issuesOf(name, tracker, archive, judge);
    if (issues === "") continue;
    yield `${separator}${JSON.stringify(name)}:{${issues}}`;
    separator = ",";
  }
  yield separator === "{" ? "{}" : "}";
}

function issuesOf(name: string, tracker: Tracker, archive: SourceVersions, judge: Judge): string {
  const byIssue = new Map<string, Verdict[]>();
  for (const verdict of allVerdicts(tracker, archive, judge, { package: name })) {
    const there = byIssue.get(verdict.issue);
    if (there === undefined) byIssue.set(verdict.issue, [verdict]);
    else there.push(verdict);
  }
  return [...byIssue.keys()]
    .sort()
    .map((issue) => issueEntry(byIssue.get(issue) as Verdict[], tracker))
    .join(",");
}

function issueEntry(verdicts: readonly Verdict[], tracker: Tracker): string {
  const { issue, basis } = verdicts[0] as Verdict;
  const bug = lowestBug(basis.resolved.claims.flatMap((claim) => claim.note.bugs));
  const releases = [...verdicts]
    .sort((a, b) => (a.release < b.release ? -1 : 1))
    .map((verdict) => `${JSON.stringify(verdict.release)}:${JSON.stringify(releaseEntry(verdict, tracker))}`);
  const debianbug = bug === undefined ? "" : `"debianbug":${bug},`;
  return `${JSON.stringify(issue)}:{${debianbug}"releases":{${releases.join(",")}}}`;
}

/** Debian names the lowest bug of the whole issue, whichever package it is about. */
function lowestBug(bugs: readonly number[]): number | undefined {
  return bugs.length === 0 ? undefined : Math.min(...bugs);
}

function releaseEntry(verdict: Verdict, tracker: Tracker): object {
  const fixed = debianFixedVersion(verdict);
  const remark = verdict.basis.remark?.remark;
  return {
    status: debianStatus(verdict),
    repositories: Object.fromEntries(suiteVersions(verdict)),
    ...(fixed !== undefined && { fixed_version: fixed }),
    urgency: verdict.urgency,
    ...(remark && { nodsa: remark.text, nodsa_reason: remark.reason === "minor" ? "" : remark.reason }),
    ...(debianPlanned(verdict, tracker) && { next_point_update: true }),
  };
}
