import { SamedayError } from "../../../kernel/index.ts";
import type { Act } from "../../case/index.ts";
import type { KeptCase } from "../kept.ts";

/**
 * For `storeAct`: refuses what nobody does by saying so. Whether a record is valid is what the desk finds when the record is
 * set; a case that has one is published by telling the world of it (`DisclosureDesk.disclose`), which is seen before. Asked
 * behind roles and gates, so that whoever may not do it at all learns nothing new. Throws CASE_REFUSED.
 */
export function byHand(acts: readonly Act[]): (kept: KeptCase) => KeptCase {
  const names = new Set(acts.map(({ act }) => act));
  return (kept) => {
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
