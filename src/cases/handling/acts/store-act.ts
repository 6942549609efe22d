import { SamedayError } from "../../../kernel/index.ts";
import { type Act, type Case, DESK, type Done, type Staff } from "../../case/index.ts";
import { addAct, changeCase, type Db, noSuchCase } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase } from "../kept.ts";
import { rolesOf } from "../people/access.ts";
import { loadStaff } from "../people/staff-of.ts";
import { inVerbs } from "./act-sentence.ts";
import { clearColumns } from "./clear-columns.ts";
import { type Decided, decideAll } from "./decide-all.ts";
import { idsAtHand } from "./ids-at-hand.ts";
import { type TellContext, tellOf } from "./tell.ts";

/** What storing acts needs of the desk. */
export type ActContext = TellContext & Pick<HandlingContext, "policy" | "publishedIds">;

/** A case as it is kept after acts, and what went on record. */
export interface Stored {
  readonly kept: KeptCase;
  readonly done: readonly Done[];
}

/**
 * The one way in which an act reaches a case: decided on the case as it is now, stored with what stands in the clear, added
 * to its history and to the audit log, and told to whoever must hear of it, in the caller's transaction. All acts are done,
 * or none. `by` is a person of the definition, or the desk itself. `also` changes what else is sealed, in the same step.
 * Throws CASE_REFUSED with the refusal's sentence, also for an id that stands in another case; NOT_FOUND, with the words for a case that never was, for whoever has no
 * part in it.
 */
export async function storeAct(
  context: ActContext,
  trx: Db,
  id: string,
  by: string,
  acts: Act | readonly Act[],
  also: (kept: KeptCase) => KeptCase = (kept) => kept,
): Promise<Stored> {
  const list = "act" in acts ? [acts] : acts;
  if (list.length === 0) throw new SamedayError("INPUT_INVALID", "No act is named.");
  const { vault, policy, clock } = context;
  const staff = await loadStaff(context, trx);
  const at = clock.now();
  const ids = await idsAtHand(context, trx, { caseId: id, acts: list, onlooker: { ...context, staff, by, at } });
  const stored: Stored[] = [];
  await changeCase<KeptCase>(vault, trx, id, by, ({ contents }) => {
    if (!hasPart(contents.case, context, { staff, by, at })) throw noSuchCase(id);
    const { theCase, done }: Decided = decideAll(contents.case, ids.acts, { by, at, staff, policy });
    ids.check(contents.case);
    const kept = also({ ...contents, case: theCase });
    stored.push({ kept, done });
    return { columns: clearColumns(kept.case, policy), contents: kept, action: inVerbs(list.map(({ act }) => act)) };
  });
  const [result] = stored;
  if (!result) throw new SamedayError("INTERNAL", "The case was not decided on.");
  for (const each of result.done) await addAct(vault, trx, id, each);
  await ids.keep(result.kept.case);
  await tellOf(context, trx, result, staff);
  return result;
}

function hasPart(
  theCase: Case,
  { definition }: ActContext,
  who: { readonly staff: Staff; readonly by: string; readonly at: Date },
): boolean {
  return who.by === DESK || rolesOf(theCase, { definition, ...who }).length > 0;
}
