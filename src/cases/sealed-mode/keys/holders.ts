import type { Distribution } from "../../../distribution/index.ts";

/**
 * Who has to have the role key, where people hold it: every team's point person and deputies, in the definition's order.
 * Nobody else: leads and the director read what point people tell them.
 */
export function holdersOf({ people, teams }: Pick<Distribution, "people" | "teams">): readonly string[] {
  const named = new Set(teams.flatMap(({ pointPerson, deputies }) => [pointPerson, ...deputies]));
  return people.flatMap(({ id, role }) => (named.has(id) && role !== "auditor" ? [id] : []));
}
