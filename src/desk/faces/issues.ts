import { descriptionOf, type Verdict } from "../../tracker/index.ts";
import type { OpenIssueRow, VerdictModel, VerdictWord } from "../../web/index.ts";

/** What an open issue's row says beside the verdict. */
export interface IssueSurroundings {
  readonly knownAt: Date | null;
  /** Hours that an update may take. */
  readonly budgetHours: number;
  /** Who prepares an update; empty when nobody does. */
  readonly takenBy: string;
}

/** An open verdict as a row of the board. The clock runs where nobody has decided that the issue can wait. */
export function issueRow(verdict: Verdict, { knownAt, budgetHours, takenBy }: IssueSurroundings): OpenIssueRow {
  const decided = verdict.decision !== undefined;
  return {
    issue: verdict.issue,
    source: verdict.package,
    release: verdict.release,
    description: descriptionOf(verdict.basis.resolved),
    urgency: verdict.urgency,
    knownAt,
    deadline: decided || knownAt === null ? null : new Date(knownAt.getTime() + budgetHours * 3_600_000),
    decided,
    reason: reasonOf(verdict),
    forWhom: decided ? "" : takenBy === "" ? "somebody who takes it" : `${takenBy}, who has taken it`,
  };
}

/** A verdict with the words that a tag and a sentence need. */
export function verdictModel(verdict: Verdict): VerdictModel {
  const { decision } = verdict;
  const detail = decision?.kind === "no-dsa" ? decision.class : "";
  return { release: verdict.release, word: wordOf(verdict), detail, reason: reasonOf(verdict) };
}

function wordOf({ status, decision }: Verdict): VerdictWord {
  return status === "vulnerable" && decision !== undefined ? decision.kind : status;
}

/** Why, in one or two sentences, from the parts that the verdict was decided by. */
export function reasonOf(verdict: Verdict): string {
  const { basis, fixedVersion, release, status, decision } = verdict;
  const has = basis.counted ? `${release} has ${basis.counted.row.version}` : `${release} does not have it`;
  const said = decision === undefined || decision.kind === "unimportant" ? "" : ` ${decisionText(decision)}`;
  switch (status) {
    case "fixed":
      return `Fixed in ${fixedVersion}; ${has}.`;
    case "vulnerable":
      return `${fixedVersion === undefined ? "No version fixes it yet" : `Fixed in ${fixedVersion}`}; ${has}.${said}`;
    case "not-affected":
      return `The lists say that ${release} is not affected.`;
    case "undetermined":
      return `Nobody has found out yet whether ${release} is affected; ${has}.`;
    case "rejected":
      return "The issue was rejected.";
    case "not-in-release":
      return `${release} does not have this package.`;
  }
}

function decisionText(decision: NonNullable<Verdict["decision"]>): string {
  switch (decision.kind) {
    case "planned":
      return `Version ${decision.version} waits for the next point release.`;
    case "no-dsa":
      return `No advisory: ${decision.text}`;
    case "end-of-life":
      return `No longer supported: ${decision.text}`;
    case "unimportant":
      return "";
  }
}
