import { SamedayError } from "../../../kernel/index.ts";
import { visibleText } from "../../../mail/index.ts";
import { ACTS, type Act } from "../../case/index.ts";
import { type CaseVault, changeCase, noSuchCase } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase } from "../kept.ts";
import { rolesOf } from "../people/access.ts";
import { type Look, lookOf } from "../reads/look.ts";
import { byHand } from "./by-hand.ts";
import { clearColumns } from "./clear-columns.ts";
import { storeAct } from "./store-act.ts";

const LONGEST = 200;

/** See `CaseDesk.setTitle`: one line, by whoever prepares. Throws NOT_FOUND, CASE_REFUSED, INPUT_INVALID. */
export async function changeTitle(context: HandlingContext, by: string, id: string, title: string): Promise<void> {
  const look = await lookOf(context, by);
  await context.vault.store.transaction((trx) => setTitle({ ...context, look }, trx, id, title));
}

/** See `CaseDesk.actAll`. */
export async function actAndTitle(
  context: HandlingContext,
  by: string,
  id: string,
  acts: readonly Act[],
  title: string | undefined,
): Promise<void> {
  const look = await lookOf(context, by);
  await context.vault.store.transaction(async (trx) => {
    if (acts.length > 0 || title === undefined)
      await storeAct(context, trx, id, by, acts, byHand(acts, context.definition));
    if (title !== undefined) await setTitle({ ...context, look }, trx, id, title);
  });
}

/** In the caller's transaction. */
async function setTitle(
  { vault, policy, look }: Pick<HandlingContext, "vault" | "policy"> & { readonly look: Look },
  trx: CaseVault["store"]["db"],
  id: string,
  title: string,
): Promise<void> {
  const line = title.trim();
  if (line === "" || line.length > LONGEST || line.includes("\n") || visibleText(line) !== line) {
    throw new SamedayError("INPUT_INVALID", `A title is one line of 1 to ${LONGEST} characters that can be seen.`);
  }
  await changeCase<KeptCase>(vault, trx, id, look.by, ({ contents }) => {
    const roles = rolesOf(contents.case, look);
    if (roles.length === 0) throw noSuchCase(id);
    if (!roles.some((role) => ACTS["set-affected"].roles.includes(role))) {
      throw new SamedayError("CASE_REFUSED", "Its title is given by whoever works on the case.");
    }
    return {
      columns: clearColumns(contents.case, policy),
      contents: { ...contents, title: line },
      action: "set title",
    };
  });
}
