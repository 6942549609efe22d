import type { Distribution } from "../../../distribution/index.ts";
import { SamedayError } from "../../../kernel/index.ts";
import type { Absence, Staff } from "../../case/index.ts";
import type { CaseVault } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import { absencesFrom } from "./absences.ts";

/**
 * Who handles cases, as the definition has it and with who is away. The desk's administrator is nobody here, and neither is
 * whoever is in no team: what the definition does not say gives no role.
 */
export function staffOf(
  definition: Pick<Distribution, "intake" | "teams" | "people">,
  absences: readonly Absence[],
): Staff {
  const { intake, people, teams } = definition;
  if (!intake) throw new SamedayError("DISTRIBUTION_INVALID", "The definition has no [intake]: nobody handles cases.");
  const withRole = (role: "assistant" | "auditor"): readonly string[] =>
    people.filter((person) => person.role === role).map(({ id }) => id);
  return {
    director: intake.director,
    directorDeputy: intake.directorDeputy,
    teams: teams.map(({ name, lead, pointPerson, deputies, members }) => ({
      ...{ name, lead, pointPerson, deputies, members },
    })),
    assistants: withRole("assistant"),
    auditors: withRole("auditor"),
    absences,
  };
}

/** The same as it is now; `db` is the transaction in which something rests on it. */
export async function loadStaff(
  { definition, clock }: Pick<HandlingContext, "definition" | "clock">,
  db: CaseVault["store"]["db"],
): Promise<Staff> {
  return staffOf(definition, await absencesFrom(db, clock.now()));
}
