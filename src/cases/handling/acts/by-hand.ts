import { SamedayError } from "../../../kernel/index.ts";
import type { Act } from "../../case/index.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase } from "../kept.ts";
import { isPerson } from "../people/access.ts";

/**
 * For `storeAct`: refuses what nobody does by saying so. Whether a record is valid is what the desk finds when the record is
 * set; a case that has one is published by telling the world of it (`DisclosureDesk.disclose`), which is seen before; an
 * invitation of a name that is nobody's is a mistyped one, and would be believed to have reached somebody. Asked behind roles and gates, so that whoever may not do it at all learns nothing new. Throws CASE_REFUSED.
 */
export function byHand(acts: readonly Act[], definition: HandlingContext["definition"]): (kept: KeptCase) => KeptCase {
  const names = new Set(acts.map(({ act }) => act));
  const invited = acts.flatMap((act) => (act.act === "invite" ? [act.who] : []));
  return (kept) => {
    if (!invited.every((who) => isPerson(definition, who))) {
      throw new SamedayError(
        "CASE_REFUSED",
        "Whom to invite is the id of somebody of the definition: `sameday people list` shows them.",
      );
    }
    if (names.has("check-advisory")) {
      throw new SamedayError("CASE_REFUSED", "The desk checks the advisory by itself, whenever its record is set.");
    }
    if (names.has("publish") && kept.advisory !== "") {
      throw new SamedayError(
        "CASE_REFUSED",
        "The case has an advisory: it is published by telling the world of it, once that was read (`cases disclose`).",
      );
    }
    return kept;
  };
}
