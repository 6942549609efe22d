import { compareIssueIds } from "../../../kernel/index.ts";
import type { UpdateRecord } from "../../records/updates.ts";

/** What users are told an update is for: what the approver signs and the advisory repeats. */
export interface Told {
  readonly issues: readonly string[];
  /** Empty when the update repairs no regression. */
  readonly regressionOf: string;
}

export function toldOf(update: Pick<UpdateRecord, "issues" | "regression_of">): Told {
  return { issues: sortedIssues(update.issues), regressionOf: update.regression_of ?? "" };
}

/** In order, each once: one set of issues has one text. */
export function sortedIssues(issues: readonly string[]): string[] {
  return [...new Set(issues)].sort(compareIssueIds);
}
