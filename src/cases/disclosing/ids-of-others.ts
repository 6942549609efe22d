import { SamedayError } from "../../kernel/index.ts";
import { isSameId, plainId } from "../case/index.ts";
import { givenTo } from "../handling/acts/id-elsewhere.ts";
import { namedElsewhere } from "../handling/acts/id-sentences.ts";
import { knownIds } from "../handling/acts/known-ids.ts";
import type { KeptCase } from "../handling/kept.ts";
import { loadStaff } from "../handling/people/staff-of.ts";
import type { Db } from "../records/index.ts";
import type { DisclosingContext } from "./context.ts";
import type { DisclosurePlan } from "./plan.ts";

/**
 * That an advisory is published under no id that another open case has, while nobody gives one: what the world was told once
 * cannot be taken back. An id that both cases have, from before the desk looked, is for people to judge.
 * Throws CASE_REFUSED.
 */
export async function requireOwnIds(
  context: DisclosingContext,
  trx: Db,
  kept: KeptCase,
  { by, plan }: { readonly by: string; readonly plan: DisclosurePlan },
): Promise<void> {
  const { definition, vault, clock } = context;
  const known = new Map((await knownIds(vault, trx)).map((each) => [plainId(each.id), each]));
  const staff = await loadStaff(context, trx);
  const asked = { caseId: kept.case.id, onlooker: { definition, staff, by, at: clock.now() }, known };
  for (const id of new Set([plan.advisory.toUpperCase(), ...plan.issues])) {
    if (kept.case.ids.some((own) => isSameId(own, id))) continue;
    const where = await givenTo(context, trx, asked, id);
    if (where && !where.isPublic) throw new SamedayError("CASE_REFUSED", namedElsewhere(id, where, staff.director));
  }
}
