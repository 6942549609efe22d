import { type Act, type CaseDesk, type ReviewRow, type Staff, speaksFor, type Team } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { WishedAct } from "./act-schemas.ts";

/**
 * Acts with the team that each is about. Where none is named it is the one for which whoever acts speaks, or for an
 * assignment the case's own. Throws INPUT_INVALID that names the teams when more than one could be meant, or none.
 */
export async function withTeams(desk: CaseDesk, by: string, id: string, wishes: readonly WishedAct[]): Promise<Act[]> {
  if (wishes.every((wish) => teamOf(wish) !== undefined)) return [...(wishes as readonly Act[])];
  const staff = await desk.staff();
  const acts: Act[] = [];
  for (const wish of wishes) acts.push(teamOf(wish) === undefined ? await withTeam(wish) : (wish as Act));
  return acts;

  async function withTeam(wish: WishedAct): Promise<Act> {
    if (wish.act === "assign") {
      const own = (await rowOf(desk, by, id))?.team || undefined;
      const team =
        own ??
        theOnly(
          staff.teams.filter((one) => isOf(one, wish.assignee)),
          staff,
        );
      return { ...wish, team };
    }
    return {
      ...wish,
      team: theOnly(
        staff.teams.filter((one) => speaksFor(one, by)),
        staff,
      ),
    } as Act;
  }
}

/** Undefined only where it is to be found. */
function teamOf(wish: WishedAct): string | undefined {
  const isAboutATeam = wish.act === "verdict" || wish.act === "claim" || wish.act === "assign";
  return isAboutATeam ? wish.team : "none";
}

/** The list without titles: nobody is put on record as a reader of other cases for it. */
async function rowOf(desk: CaseDesk, by: string, id: string): Promise<ReviewRow | undefined> {
  return (await desk.reviewList(by)).find((row) => row.id === id);
}

function isOf(team: Team, who: string): boolean {
  return speaksFor(team, who) || team.members.includes(who);
}

function theOnly([team, ...others]: readonly Team[], staff: Staff): string {
  if (team && others.length === 0) return team.name;
  const meant = team ? [team, ...others] : staff.teams;
  throw new SamedayError("INPUT_INVALID", `Name the team: ${meant.map(({ name }) => name).join(", ")}.`);
}
