import type { Case } from "../../case/index.ts";
import { ASKING, decide, isAbsent, type Staff, type Team } from "../../case/index.ts";
import type { TeamWord } from "../contract.ts";
import { isPerson } from "../people/access.ts";
import type { Look } from "./look.ts";
import { actingDirector } from "./rows.ts";

/** Every team that is asked whose a case is, or has said it, in the definition's order, with its word. */
export function wordsOf(theCase: Case, look: Look): readonly TeamWord[] {
  const { policy, definition, staff, by, at } = look;
  const isAsked = (name: string): boolean =>
    ASKING.includes(theCase.state) && (theCase.asked.length === 0 || theCase.asked.includes(name));
  const asked = staff.teams.filter(({ name }) => isAsked(name) || theCase.verdicts[name] !== undefined);
  const acting = { by, at, staff, policy };
  return asked.map((team) => {
    const given = theCase.verdicts[team.name];
    const act = { act: "verdict", team: team.name, verdict: "not-mine" } as const;
    return {
      team: team.name,
      speaks: speakerOf(team, staff, at),
      verdict: given?.verdict,
      by: given?.by,
      at: given?.at,
      yours: isPerson(definition, by) && decide(theCase, act, acting).ok,
    };
  });
}

/** The point person, or whoever stands in: deputies in their order, the lead, the director. */
export function speakerOf(team: Team, staff: Staff, at: Date): string {
  const inLine = [team.pointPerson, ...team.deputies, team.lead];
  return inLine.find((who) => !isAbsent(staff, who, at)) ?? actingDirector(staff, at);
}
