import { suggestion } from "../../../distribution/index.ts";
import { SamedayError } from "../../../kernel/index.ts";
import type { Act } from "../../case/index.ts";
import type { HandlingContext } from "../context.ts";

/** A lesson that names a rule names one that there is: a link to nothing teaches nobody. Throws CASE_REFUSED. */
export function requireKnownRule({ auditRules = [] }: Pick<HandlingContext, "auditRules">, acts: readonly Act[]): void {
  for (const act of acts) {
    if (act.act !== "learn" || act.rule === undefined || auditRules.includes(act.rule)) continue;
    const message = `"${act.rule}" is no rule of \`sameday audit rules\`.${suggestion(act.rule, auditRules)}`;
    throw new SamedayError("CASE_REFUSED", message);
  }
}
