import { SamedayError } from "../../../kernel/index.ts";
import { sendReply } from "../../replies/answer/index.ts";
import type { HandlingContext } from "../context.ts";
import type { CaseDesk } from "../contract.ts";
import { SORTED_AS } from "./canned.ts";
import { storeAct } from "./store-act.ts";

/**
 * See `CaseDesk.sort`. Both are written in one transaction, so that nobody is answered about what was not sorted out, and
 * nothing is sorted out that should have been answered. Throws what `storeAct` and `sendReply` throw.
 */
export async function sortOut(
  context: HandlingContext,
  by: string,
  id: string,
  { as, reason, body, ...shown }: Parameters<CaseDesk["sort"]>[2],
): Promise<void> {
  if (!Object.hasOwn(SORTED_AS, as))
    throw new SamedayError("INPUT_INVALID", "A mail is sorted as spam, bogus, legal or support.");
  // Without a reason the gate refuses; the word of the sorting alone is none.
  const why = reason.trim() === "" ? "" : `${as}: ${reason.trim()}`;
  const act = { act: "sort", as: SORTED_AS[as], reason: why } as const;
  if (body.trim() === "") {
    await context.vault.store.transaction((trx) => storeAct(context, trx, id, by, act));
    return;
  }
  await sendReply(context, by, id, { body, canned: as, ...shown }, [act]);
}
