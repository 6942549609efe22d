import type { Decision, Status, Verdict } from "../verdict/types.ts";

/** What a verdict says, without its reasons. */
export interface Answer {
  readonly status: Status;
  /** The version from which on the issue is fixed, also while the release lacks it. */
  readonly fixedVersion: string | null;
  /** `no-dsa:postponed`, `planned:1.0-9`, `end-of-life:line`, `unimportant`. */
  readonly decision: string | null;
}

/** An answer as it stands in the log: `vulnerable 1.2-3 no-dsa:minor`. */
export type AnswerText = string;

export function answerText(verdict: Verdict): AnswerText {
  return `${verdict.status} ${verdict.fixedVersion ?? "-"} ${decisionText(verdict.decision)}`;
}

export function readAnswer(text: AnswerText): Answer {
  const [status, fixed, decision] = text.split(" ");
  return {
    status: status as Status,
    fixedVersion: fixed === undefined || fixed === "-" ? null : fixed,
    decision: decision === undefined || decision === "-" ? null : decision,
  };
}

/** Whether an answer says that somebody has something to mend. */
export function isOpen({ status }: Answer): boolean {
  return status === "vulnerable" || status === "undetermined";
}

function decisionText(decision: Decision | undefined): string {
  switch (decision?.kind) {
    case undefined:
      return "-";
    case "planned":
      return `planned:${decision.version}`;
    case "no-dsa":
      return `no-dsa:${decision.class}`;
    case "end-of-life":
      return `end-of-life:${decision.by}`;
    case "unimportant":
      return "unimportant";
  }
}
