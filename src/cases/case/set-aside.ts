import type { Case, Override } from "./case.ts";
import type { GateName } from "./gate-table.ts";

/**
 * The director's word by which a gate is set aside now; undefined where there is none, or none any more. A word about an hour
 * ends with that hour, and one about who reviewed a fix ends when the fix is made anew: what comes then is another thing.
 */
export function setAside(theCase: Case, gate: GateName): Override | undefined {
  const since = beginningOf(theCase, gate);
  return theCase.overrides.findLast((one) => one.gate === gate && (since === undefined || one.at >= since));
}

/** Since when there is what a gate is about; undefined for what is the case's as long as it lasts. */
function beginningOf({ embargoSetAt, log }: Case, gate: GateName): Date | undefined {
  if (gate === "hour-has-come") return embargoSetAt;
  if (gate === "reviewers") return log.findLast(({ act }) => act.act === "back-to-fixing")?.at;
  return undefined;
}
