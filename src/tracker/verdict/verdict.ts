import type { IssueId } from "../../kernel/index.ts";
import type { SourceRow, SourceVersions } from "../archive/source-versions.ts";
import type { Urgency } from "../format/types.ts";
import type { Claim, PlacedRemark } from "../model/claim.ts";
import { claimFor, remarkFor, speaksOf } from "../model/look-up.ts";
import { effectiveVersion } from "../model/merge-notes.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import type { PlannedFix, Tracker } from "../model/tracker.ts";
import type { SupportEnd } from "../support/support-facts.ts";
import { fixBelowZero } from "./below-zero.ts";
import { rebuiltFrom } from "./rebuilt-from.ts";
import type { Decision, Judge, JudgedRow, Status, Verdict } from "./types.ts";

export interface Question {
  readonly package: string;
  readonly release: string;
  readonly issue: IssueId;
}

/**
 * The one place where it is decided whether an issue is open in a package of a release. Every page, export and mail derives from it.
 * undefined: no list connects the issue with the package, so there is nothing to say.
 */
export function verdict(
  tracker: Tracker,
  archive: SourceVersions,
  question: Question,
  judge: Judge,
): Verdict | undefined {
  const resolved = tracker.issue(question.issue);
  if (resolved === undefined || !speaksOf(resolved, question.package)) return undefined;
  const rows = archive.rowsOf(question.package).filter((row) => row.release === question.release);
  return judgeRows(tracker, resolved, question.package, question.release, rows, judge);
}

/** As `verdict`, for callers that have looked up issue and rows already. */
export function judgeRows(
  tracker: Tracker,
  resolved: ResolvedIssue,
  packageName: string,
  release: string,
  rows: readonly SourceRow[],
  judge: Judge,
): Verdict | undefined {
  const lineage = tracker.releases.get(release)?.lineage ?? [release];
  const defaultClaim = claimFor(resolved, packageName, undefined);
  const merged = claimAlong(lineage, resolved, packageName) ?? defaultClaim;
  if (merged === undefined) return undefined;
  const claim = judge.asDebian ? merged : fixBelowZero(merged);
  const judged = rows.map((row) => judgeRow(tracker, row, claim, judge));
  const counted = judged.length === 0 ? undefined : judge.pick(judged);
  const remark = resolved.remarks.length === 0 ? undefined : remarkAlong(lineage, resolved, packageName);
  const planned = plannedAlong(lineage, tracker.plannedFor(resolved.name), packageName);
  const status = statusOf(resolved, claim, counted, judge);
  const open = status === "vulnerable" || status === "undetermined";
  const supportEnd = open ? judge.support?.endOf(packageName, release) : undefined;
  return {
    package: packageName,
    release,
    issue: resolved.name,
    status,
    decision: open ? decisionOf(claim, remark, planned, supportEnd) : undefined,
    fixedVersion: claim.note.version,
    urgency: urgencyOf(claim, supportEnd),
    basis: { resolved, claim, defaultClaim, remark, planned, supportEnd, rows: judged, counted },
  };
}

function statusOf(resolved: ResolvedIssue, claim: Claim, counted: JudgedRow | undefined, judge: Judge): Status {
  if (counted === undefined) return "not-in-release";
  if (resolved.state === "rejected" && !judge.asDebian) return "rejected";
  if (counted.vulnerable === "undetermined") return "undetermined";
  if (counted.vulnerable === "yes") return "vulnerable";
  return claim.note.kind === "not-affected" ? "not-affected" : "fixed";
}

function judgeRow(tracker: Tracker, row: SourceRow, claim: Claim, judge: Judge): JudgedRow {
  // No version needs looking at. Debian compares with 0, below which `0~git20230512-1` lies.
  if (claim.note.kind === "not-affected" && !judge.asDebian) {
    return { row, vulnerable: "no", comparedAs: row.version };
  }
  const fixed = effectiveVersion(claim.note);
  if (fixed === "undetermined") return { row, vulnerable: "undetermined", comparedAs: row.version };
  if (fixed === undefined) return { row, vulnerable: "yes", comparedAs: row.version };
  const comparedAs = rebuiltFrom(row.version, claim.from.depth, tracker.layers);
  return { row, vulnerable: judge.compare(comparedAs, fixed) < 0 ? "yes" : "no", comparedAs };
}

function decisionOf(
  claim: Claim,
  remark: PlacedRemark | undefined,
  planned: PlannedFix | undefined,
  supportEnd: SupportEnd | undefined,
): Decision | undefined {
  // Whatever was promised while there was support: nobody will do it now.
  if (supportEnd) return { kind: "end-of-life", text: supportEnd.text, by: supportEnd.by };
  if (planned) return { kind: "planned", version: planned.version };
  if (remark) return { kind: "no-dsa", class: remark.remark.reason, text: remark.remark.text };
  if (claim.note.urgency === "end-of-life") return { kind: "end-of-life", text: claim.note.text, by: "line" };
  return claim.note.urgency === "unimportant" ? { kind: "unimportant" } : undefined;
}

/** Where support has ended it is as if the line said so, whoever ended it: nobody weighs an issue there any more. */
function urgencyOf(claim: Claim, supportEnd: SupportEnd | undefined): Urgency {
  return supportEnd ? "end-of-life" : claim.note.urgency;
}

function claimAlong(lineage: readonly string[], resolved: ResolvedIssue, packageName: string): Claim | undefined {
  for (const codename of lineage) {
    const claim = claimFor(resolved, packageName, codename);
    if (claim) return claim;
  }
  return undefined;
}

const plansByPackage = new WeakMap<readonly PlannedFix[], ReadonlyMap<string, readonly PlannedFix[]>>();

function plannedAlong(
  lineage: readonly string[],
  waiting: readonly PlannedFix[],
  packageName: string,
): PlannedFix | undefined {
  if (waiting.length === 0) return undefined;
  const known = plansByPackage.get(waiting) ?? byPackage(waiting);
  plansByPackage.set(waiting, known);
  return known.get(packageName)?.find((fix) => lineage.includes(fix.release));
}

function byPackage(waiting: readonly PlannedFix[]): ReadonlyMap<string, readonly PlannedFix[]> {
  const found = new Map<string, PlannedFix[]>();
  for (const fix of waiting) {
    const there = found.get(fix.package);
    if (there) there.push(fix);
    else found.set(fix.package, [fix]);
  }
  return found;
}

/** A release that has a note of its own takes over no remark from the release that it is built on. */
function remarkAlong(
  lineage: readonly string[],
  resolved: ResolvedIssue,
  packageName: string,
): PlacedRemark | undefined {
  for (const codename of lineage) {
    const remark = remarkFor(resolved, packageName, codename);
    if (remark || claimFor(resolved, packageName, codename)) return remark;
  }
  return undefined;
}
