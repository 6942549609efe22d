import { SamedayError } from "../../../kernel/index.ts";
import type { UpdateRecord } from "../../records/updates.ts";

/** What somebody who sends a source in wants of its update; what is absent or empty is left to the desk. */
interface Wish {
  readonly issues?: readonly string[] | undefined;
  readonly newIssues?: readonly string[] | undefined;
  readonly embargoed: boolean;
  readonly embargoUntil?: string | undefined;
  readonly summary: string;
  readonly regressionOf?: string | undefined;
}

type Standing = Pick<UpdateRecord, "id" | "issues" | "embargoed" | "embargo_until" | "summary" | "regression_of">;

/**
 * The same source sent in again is the same update, as when an answer was lost on its way. What is wished for this time
 * and is not so is refused instead of being passed over: somebody may believe that it is embargoed now.
 * Throws CONFLICT that says how the update stands.
 */
export function requireSameWish(update: Standing, wish: Wish): void {
  const issues = [...(wish.issues ?? []), ...(wish.newIssues ?? [])];
  const until = wish.embargoUntil === undefined ? undefined : Date.parse(wish.embargoUntil);
  const otherwise = [
    wish.embargoed && !update.embargoed && "it is not embargoed",
    until !== undefined &&
      until !== update.embargo_until?.getTime() &&
      `its embargo ends ${update.embargo_until?.toISOString() ?? "when somebody publishes it"}`,
    issues.some((issue) => !update.issues.includes(issue)) &&
      `it fixes ${update.issues.length === 0 ? "no issue" : update.issues.join(", ")}`,
    wish.summary !== "" && wish.summary !== update.summary && "its summary is another",
    wish.regressionOf !== undefined &&
      wish.regressionOf !== update.regression_of &&
      `it repairs ${update.regression_of === null ? "no regression" : `the regression of ${update.regression_of}`}`,
  ].filter((words) => words !== false);
  if (otherwise.length === 0) return;
  const how = otherwise.some((words) => words === "it is not embargoed")
    ? "Send it back (`sameday update withdraw`) to begin under embargo."
    : "Change it there (`sameday update edit`).";
  throw new SamedayError("CONFLICT", `This source is ${update.id} already, and ${otherwise.join(", ")}. ${how}`);
}
