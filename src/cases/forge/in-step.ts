import type { Case } from "../case/index.ts";
import { isOpen } from "../case/index.ts";
import type { ForgeLink } from "../handling/kept.ts";
import type { GitlabIssue } from "./gitlab.ts";

/** What both sides have of a case. */
export type Shared = Pick<ForgeLink, "assignee" | "due" | "closed">;

export function sharedOfCase(theCase: Case, usernameOf: (person: string) => string | undefined): Shared {
  return {
    assignee: (theCase.assignee && usernameOf(theCase.assignee)) ?? "",
    due: theCase.expires?.at.toISOString().slice(0, 10) ?? "",
    closed: !isOpen(theCase.state),
  };
}

export function sharedOfIssue(issue: GitlabIssue): Shared {
  return {
    assignee: issue.assignees[0]?.username ?? "",
    due: issue.due_date ?? "",
    closed: issue.state === "closed",
  };
}

/** What has to be said to which side so that both agree. */
export interface Step {
  /** Changed there, and not here. */
  readonly toCase: { readonly assignee?: string; readonly due?: string };
  /** Changed here, or changed on both sides: then the case counts. */
  readonly toIssue: Partial<Shared>;
}

/**
 * Compares both sides with what they agreed on last. Whether a case is closed is the case's alone: its gates are not the
 * forge's. A day or assignee that was taken away there is put back: a case cannot be without.
 */
export function inStep(agreed: Shared, here: Shared, there: Shared): Step {
  const toCase: { assignee?: string; due?: string } = {};
  const toIssue: { assignee?: string; due?: string; closed?: boolean } = {};
  for (const part of ["assignee", "due"] as const) {
    if (here[part] === there[part]) continue;
    if (there[part] !== agreed[part] && here[part] === agreed[part] && there[part] !== "") toCase[part] = there[part];
    else toIssue[part] = here[part];
  }
  if (here.closed !== there.closed) toIssue.closed = here.closed;
  return { toCase, toIssue };
}
