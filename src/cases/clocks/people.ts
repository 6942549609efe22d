import { type Case, isAbsent, isOnATeam, type Staff, silentTeams, type Team, teamsOf } from "../case/index.ts";

/** The steps of an escalation, in their order; after the last the director is asked again and again. */
export const STEPS = ["point-person", "deputy", "lead", "director"] as const;
export type Step = (typeof STEPS)[number];

/**
 * Whose word a case waits for: while teams are asked, those that gave no verdict; when all have and none took it, those that
 * were unsure; else the case's own team.
 */
export function teamsToMove(staff: Staff, theCase: Case): readonly Team[] {
  const silent = silentTeams(staff, theCase);
  if (silent.length > 0) return silent;
  const teams = teamsOf(staff, theCase);
  if (theCase.state !== "unclaimed") return teams;
  const unsure = teams.filter((team) => theCase.verdicts[team.name]?.verdict === "unsure");
  return unsure.length > 0 ? unsure : teams;
}

/** Who hears of a step at a time; somebody always does, since whoever is away is stood in for. */
export function whoHears(step: Step, theCase: Case, staff: Staff, at: Date): readonly string[] {
  if (step === "director") return [directorAt(staff, at)];
  const teams = teamsToMove(staff, theCase);
  const ofTeams = teams.flatMap((team) => standingFor(step, team, staff, at));
  const handler = step === "point-person" ? handlerAt(theCase, staff, at) : [];
  const people = new Set([...handler, ...ofTeams]);
  return people.size > 0 ? [...people] : [directorAt(staff, at)];
}

/** Whoever must move a case now, and whether by assignment, by being asked, or because nobody nearer is there. */
export interface Owners {
  readonly who: readonly string[];
  readonly why: "assigned" | "asked" | "escalated";
}

/** Never empty. Whoever is assigned stays so while they are away; their team stands in. */
export function ownersOf(theCase: Case, staff: Staff, at: Date): Owners {
  const handler = handlerAt(theCase, staff, at);
  if (handler.length > 0) return { who: handler, why: "assigned" };
  const asked = whoHears("point-person", theCase, staff, at);
  const director = directorAt(staff, at);
  return { who: asked, why: asked.length === 1 && asked[0] === director ? "escalated" : "asked" };
}

/** Somebody who has left every team owns nothing any more. */
function handlerAt({ assignee }: Case, staff: Staff, at: Date): readonly string[] {
  if (assignee === undefined || !isOnATeam(staff, assignee) || isAbsent(staff, assignee, at)) return [];
  return [assignee];
}

/** The holder of a step, or whoever is next in line and there: deputies in their order, the lead, the director. */
function standingFor(step: Exclude<Step, "director">, team: Team, staff: Staff, at: Date): readonly string[] {
  const present = (people: readonly string[]): readonly string[] => people.filter((who) => !isAbsent(staff, who, at));
  const wanted = step === "point-person" ? [team.pointPerson] : step === "deputy" ? team.deputies : [team.lead];
  const there = present(wanted);
  if (there.length > 0) return there;
  const next = present(step === "point-person" ? [...team.deputies, team.lead] : [team.lead])[0];
  return [next ?? directorAt(staff, at)];
}

/** The director even when away, where nobody stands in: a reminder to nobody would be lost. */
function directorAt(staff: Staff, at: Date): string {
  const { director, directorDeputy } = staff;
  if (directorDeputy === undefined || !isAbsent(staff, director, at)) return director;
  return isAbsent(staff, directorDeputy, at) ? director : directorDeputy;
}
