import type { Distribution } from "../../../distribution/index.ts";
import { type Case, DESK, mayRead, type Role, rolesIn, type Staff } from "../../case/index.ts";

/** A case as somebody meets it: who they are, and when. */
export interface Onlooker {
  readonly definition: Pick<Distribution, "people">;
  readonly staff: Staff;
  readonly by: string;
  readonly at: Date;
}

/**
 * The roles that somebody has in a case. Only people of the definition have any: an account that bears the name of somebody
 * who was invited, or of the desk itself, gets nothing by its name.
 */
export function rolesOf(theCase: Case, { definition, staff, by, at }: Onlooker): readonly Role[] {
  return isPerson(definition, by) ? rolesIn(staff, theCase, by, at) : [];
}

/** What somebody may read of a case. */
export function readingOf(theCase: Case, onlooker: Onlooker): ReturnType<typeof mayRead> {
  const { definition, staff, by, at } = onlooker;
  return isPerson(definition, by) ? mayRead(staff, theCase, by, at) : "nothing";
}

/** Whether somebody is a person of the definition; the desk's own name is nobody's. */
export function isPerson({ people }: Pick<Distribution, "people">, who: string): boolean {
  return who !== DESK && people.some(({ id }) => id === who);
}
