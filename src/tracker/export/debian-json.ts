import type { SourceVersions } from "../archive/source-versions.ts";
import type { Tracker } from "../model/tracker.ts";
import { debianFixedVersion, debianStatus, isPlanned, suiteVersions } from "../report/debian-answer.ts";
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
  const entries: (readonly [issue: string, entry: string])[] = [];
  let verdicts: Verdict[] = [];
  const finish = (): void => {
    const first = verdicts[0];
    if (first) entries.push([first.issue, issueEntry(verdicts, tracker, judge)]);
    verdicts = [];
  };
  for (const verdict of allVerdicts(tracker, archive, judge, { package: name })) {
    if (verdict.issue !== verdicts[0]?.issue) finish();
    verdicts.push(verdict);
  }
  finish();
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([, entry]) => entry).join(",");
}

function issueEntry(verdicts: Verdict[], tracker: Tracker, judge: Judge): string {
  const { issue, basis } = verdicts[0] as Verdict;
  const bug = lowestBug(basis.resolved.claims);
  verdicts.sort((a, b) => (a.release < b.release ? -1 : 1));
  let releases = "";
  for (const verdict of verdicts) {
    releases += `${releases === "" ? "" : ","}"${verdict.release}":${releaseEntry(verdict, tracker, judge)}`;
  }
  return `"${issue}":{${bug === undefined ? "" : `"debianbug":${bug},`}"releases":{${releases}}}`;
}

const lowestBugs = new WeakMap<object, number>();

/** Debian names the lowest bug of the whole issue, whichever package it is about; looked for once, not once a package. */
function lowestBug(claims: Verdict["basis"]["resolved"]["claims"]): number | undefined {
  let lowest = lowestBugs.get(claims);
  if (lowest === undefined) {
    lowest = Number.POSITIVE_INFINITY;
    for (const { note } of claims) for (const bug of note.bugs) lowest = Math.min(lowest, bug);
    lowestBugs.set(claims, lowest);
  }
  return lowest === Number.POSITIVE_INFINITY ? undefined : lowest;
}

/**
 * 180,000 of these are written, so that they are put together as text. What comes from a list's grammar (names, codenames,
 * versions, urgencies) holds no character that JSON would escape; a remark's text may hold any.
 */
function releaseEntry(verdict: Verdict, tracker: Tracker, judge: Judge): string {
  let repositories = "";
  for (const [suite, version] of suiteVersions(verdict)) {
    repositories += `${repositories === "" ? "" : ","}"${suite}":"${version}"`;
  }
  let text = `{"status":"${debianStatus(verdict)}","repositories":{${repositories}}`;
  const fixed = debianFixedVersion(verdict);
  if (fixed !== undefined) text += `,"fixed_version":"${fixed}"`;
  text += `,"urgency":"${verdict.urgency}"`;
  const remark = verdict.basis.remark?.remark;
  if (remark) {
    const reason = remark.reason === "minor" ? "" : remark.reason;
    text += `,"nodsa":${JSON.stringify(remark.text)},"nodsa_reason":"${reason}"`;
  }
  return isPlanned(verdict, tracker, judge) ? `${text},"next_point_update":true}` : `${text}}`;
}
