import type { Case } from "./case.ts";
import { DESK, type Role } from "./roles.ts";
import { ASKING, INTAKE } from "./states.ts";

export interface Team {
  readonly name: string;
  readonly lead: string;
  readonly pointPerson: string;
  /** In the order in which they step in. */
  readonly deputies: readonly string[];
  /** Others of the team, who can be assigned. */
  readonly members: readonly string[];
}

export interface Absence {
  readonly who: string;
  readonly from: Date;
  /** The first instant at which they are back. */
  readonly until: Date;
}

export interface Staff {
  readonly director: string;
  /** Who stands in for the director. */
  readonly directorDeputy: string | undefined;
  readonly teams: readonly Team[];
  readonly assistants: readonly string[];
  readonly auditors: readonly string[];
  readonly absences: readonly Absence[];
}

export function isAbsent(staff: Staff, who: string, at: Date): boolean {
  return staff.absences.some((absence) => absence.who === who && absence.from <= at && at < absence.until);
}

/** The teams that a case concerns: its own, else those that are asked, else all. */
export function teamsOf(staff: Staff, theCase: Case): readonly Team[] {
  const wanted = theCase.team === undefined ? theCase.asked : [theCase.team];
  const found = staff.teams.filter((team) => wanted.includes(team.name));
  return found.length > 0 ? found : staff.teams;
}

/**
 * The roles that somebody has in a case, the one with most authority first; none for whoever has nothing to do with it.
 * While teams are asked, any team's point person may step in and route. An assistant stays one, whatever else is written;
 * whoever has left every team handles nothing any more, also what is still assigned to them.
 */
export function rolesIn(staff: Staff, theCase: Case, who: string, at: Date): readonly Role[] {
  if (who === DESK) return ["desk"];
  if (staff.assistants.includes(who)) return ["assistant"];
  const teams = INTAKE.includes(theCase.state) ? staff.teams : teamsOf(staff, theCase);
  const roles: Role[] = [];
  if (staff.director === who) roles.push("director");
  else if (staff.directorDeputy === who && isAbsent(staff, staff.director, at)) roles.push("director");
  if (teams.some((team) => team.lead === who)) roles.push("team-lead");
  if (teams.some((team) => team.pointPerson === who)) roles.push("point-person");
  if (teams.some((team) => team.deputies.includes(who))) roles.push("deputy");
  if (theCase.assignee === who && isOnATeam(staff, who)) roles.push("handler");
  if (theCase.state === "learned" && isOnATeam(staff, who)) roles.push("member");
  if (theCase.observers.some((observer) => observer.who === who && at < observer.until)) roles.push("observer");
  if (staff.auditors.includes(who)) roles.push("auditor");
  return roles;
}

/** Whether somebody may speak for a team. */
export function speaksFor(team: Team, who: string): boolean {
  return team.pointPerson === who || team.lead === who || team.deputies.includes(who);
}

/** Whether somebody can be given work. */
export function isOnATeam(staff: Staff, who: string): boolean {
  return staff.teams.some((team) => speaksFor(team, who) || team.members.includes(who));
}

/** Teams that were asked and have not said whether it is theirs. */
export function silentTeams(staff: Staff, theCase: Case): readonly Team[] {
  if (!ASKING.includes(theCase.state)) return [];
  return teamsOf(staff, theCase).filter((team) => theCase.verdicts[team.name] === undefined);
}

/** What somebody may read of a case. A lesson goes to every member; the mails behind it do not. */
export function mayRead(staff: Staff, theCase: Case, who: string, at: Date): "contents" | "log" | "nothing" {
  const roles = rolesIn(staff, theCase, who, at);
  if (roles.some((role) => role !== "auditor" && role !== "member")) return "contents";
  return roles.includes("auditor") ? "log" : "nothing";
}

/** Everybody of every team who has not said yet that they read a closed case's lesson, each once. */
export function lessonUnreadBy(staff: Staff, theCase: Case): readonly string[] {
  if (theCase.state !== "learned") return [];
  return membersOf(staff).filter((who) => !theCase.lessonReadBy.includes(who));
}

/** Everybody of every team, each once. */
export function membersOf({ teams }: Staff): readonly string[] {
  const people = teams.flatMap(({ lead, pointPerson, deputies, members }) => [
    lead,
    pointPerson,
    ...deputies,
    ...members,
  ]);
  return [...new Set(people)];
}
