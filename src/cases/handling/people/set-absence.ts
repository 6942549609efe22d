import { SamedayError } from "../../../kernel/index.ts";
import { appendAudit } from "../../../store/index.ts";
import type { Absence } from "../../case/index.ts";
import type { HandlingContext } from "../context.ts";
import { actingDirector } from "../reads/rows.ts";
import { noteAbsence } from "./absences.ts";
import { isPerson } from "./access.ts";
import { loadStaff } from "./staff-of.ts";

/** See `CaseDesk.setAbsence`. Throws NOT_ALLOWED, INPUT_INVALID, NOT_FOUND for somebody who is not in the definition. */
export async function setAbsence(context: HandlingContext, by: string, absence: Absence): Promise<void> {
  const { vault, definition, clock } = context;
  const { who, from, until } = absence;
  if (Number.isNaN(from.getTime()) || Number.isNaN(until.getTime()) || until < from) {
    throw new SamedayError("INPUT_INVALID", "An absence ends no earlier than it begins.");
  }
  const at = clock.now();
  await vault.store.transaction(async (trx) => {
    const staff = await loadStaff(context, trx);
    const isDirector = by === staff.director || by === actingDirector(staff, at);
    if (!isPerson(definition, by) || (by !== who && !isDirector)) {
      throw new SamedayError("NOT_ALLOWED", "Absences are noted by whoever is away, or by the director.");
    }
    if (!isPerson(definition, who))
      throw new SamedayError("NOT_FOUND", `There is nobody called ${who} in the definition.`);
    await noteAbsence(trx, absence, { by, at });
    const details = { from, until };
    await appendAudit(trx, { at, actor: by, action: "note absence", object: `person ${who}`, details });
  });
}
