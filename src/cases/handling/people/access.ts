import type { Distribution } from "../../../distribution/index.ts";
import { type Case, DESK, isOnATeam, mayRead, type Role, rolesIn, type Staff } from "../../case/index.ts";

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

/**
 * Whether lists tell somebody of every case that is there. To people who only send in packages, and to an account that is
 * nobody's of the definition any more, there are none but those in which they have a role.
 */
export function knowsOfAll({ definition, staff, by }: Omit<Onlooker, "at">): boolean {
  const person = by === DESK ? undefined : definition.people.find(({ id }) => id === by);
  return person !== undefined && (person.role !== "uploader" || isOfTheTeams(staff, by));
}

/** Whether somebody is on a team, or is there for all of them: what teams say to each other is for these. */
export function isOfTheTeams(staff: Staff, who: string): boolean {
  return isOnATeam(staff, who) || [staff.director, staff.directorDeputy, ...staff.assistants].includes(who);
}
