import type { SourceVersions } from "../../archive/source-versions.ts";
import type { Urgency } from "../../format/types.ts";
import { descriptionOf } from "../../model/resolve-issue.ts";
import type { Tracker } from "../../model/tracker.ts";
import type { Judge, Verdict } from "../../verdict/types.ts";
import { judgeRows } from "../../verdict/verdict.ts";
import { REMOTE_UNKNOWN, urgencyLetter } from "./letters.ts";
import { binariesLine } from "./version-one.ts";

/** What a client needs to judge one package for one issue. */
export interface ReleaseAnswer {
  readonly issue: string;
  readonly description: string;
  readonly package: string;
  readonly urgency: Urgency;
  /** The release's own fix; "" when there is none. */
  readonly fixed: string;
  readonly fixIsThere: boolean;
}

/**
 * A release as the verdicts have it, sorted by package and issue. Where Debian compares with unstable's fix and lists the
 * exceptions, the release's own fix stands here: so a rebuild of a fixed version counts as fixed, and no release's line
 * hides an issue from another. Left out: unimportant issues, and what nobody has determined yet, for which debsecan has no
 * word. Where support has ended nothing counts as unimportant: the word was theirs who no longer look, and whoever runs such
 * a release has to see all that stays open.
 */
export function releaseAnswers(
  release: string,
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
): readonly ReleaseAnswer[] {
  return [...answersOf(release, tracker, archive, judge)].sort(byPackageThenIssue);
}

/** The older format. */
export function ownZero(answers: readonly ReleaseAnswer[]): string {
  const lines = answers.map((a) => `${a.issue},${flags(a)},${a.package},${a.fixed},${a.description}\n`);
  return `VERSION 0\n${lines.join("")}`;
}

/** Today's format; without `binariesOf` nothing is said of binaries, and a client takes a binary's source for granted. */
export function ownOne(
  answers: readonly ReleaseAnswer[],
  binariesOf: ((source: string) => readonly string[]) | undefined,
): string {
  const texts = new Map(answers.map(({ issue, description }) => [issue, description]));
  const index = new Map([...texts.keys()].sort().map((issue, at) => [issue, at]));
  const sources = binariesOf ? [...new Set(answers.map((answer) => answer.package))].sort() : [];
  return [
    "VERSION 1",
    ...Array.from(index.keys(), (issue) => `${issue},,${texts.get(issue) ?? ""}`),
    "",
    ...answers.map((a) => `${a.package},${index.get(a.issue) ?? 0},${flags(a)},${a.fixed},`),
    "",
    ...sources.flatMap((source) => binariesLine(source, binariesOf?.(source) ?? [])),
    "",
  ].join("\n");
}

function flags(answer: ReleaseAnswer): string {
  return `S${urgencyLetter(answer.urgency)}${REMOTE_UNKNOWN}${answer.fixIsThere ? "F" : " "}`;
}

function* answersOf(
  release: string,
  tracker: Tracker,
  archive: SourceVersions,
  judge: Judge,
): Generator<ReleaseAnswer, void> {
  for (const name of tracker.issueNames()) {
    const resolved = tracker.issue(name);
    if (resolved === undefined || resolved.state === "rejected" || resolved.state === "not-for-us") continue;
    for (const packageName of new Set(resolved.claims.map((claim) => claim.note.package))) {
      const rows = archive.rowsOf(packageName).filter((row) => row.release === release);
      const verdict = judgeRows(tracker, resolved, packageName, release, rows, judge);
      if (verdict === undefined || saysNothing(verdict)) continue;
      yield {
        issue: name,
        description: descriptionOf(resolved),
        package: packageName,
        urgency: verdict.urgency,
        fixed: verdict.fixedVersion ?? "",
        fixIsThere: verdict.status === "fixed",
      };
    }
  }
}

function saysNothing({ urgency, basis }: Verdict): boolean {
  const kind = basis.claim?.note.kind;
  return urgency === "unimportant" || kind === "not-affected" || kind === "undetermined" || kind === "itp";
}

function byPackageThenIssue(a: ReleaseAnswer, b: ReleaseAnswer): number {
  if (a.package !== b.package) return a.package < b.package ? -1 : 1;
  return a.issue < b.issue ? -1 : a.issue > b.issue ? 1 : 0;
}
