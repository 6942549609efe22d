import {
  type ActName,
  actsBefore,
  type Hour,
  type Lack,
  lacksForPublication,
  publicationHour,
  rolesIn,
  type Staff,
} from "../case/index.ts";
import type { KeptCase } from "../handling/kept.ts";
import type { Policy } from "../policy/index.ts";

/** One thing for which a publication waits. */
export interface Wait {
  /** The gate's name, or `scheduled` where no hour is agreed yet. */
  readonly gate: string;
  /** Completes "It waits for …". */
  readonly needs: string;
  /** Who can give it, by id; nobody where only time can. */
  readonly who: readonly string[];
  /** When it comes by itself. */
  readonly until: Hour | undefined;
  /** Whether the director may set it aside, with a reason. */
  readonly canBeSetAside: boolean;
  /** Acts that come before it can be given, in their order; none where it can be given now. */
  readonly first: readonly ActName[];
}

/**
 * Everything for which the publication of a case waits, the advisory's own faults left out: these are problems of the plan.
 * Who made a fix or has reviewed it cannot review it again.
 */
export function waitsOf(
  { case: theCase }: Pick<KeptCase, "case">,
  { at, staff, policy }: { readonly at: Date; readonly staff: Staff; readonly policy: Policy },
): readonly Wait[] {
  if (theCase.state === "published" || theCase.state === "learned") return [];
  const lacks = lacksForPublication({ ...theCase, advisoryValid: true }, { at, staff, policy });
  const giving = ({ gate, givenBy }: Lack): readonly string[] =>
    peopleOf(staff)
      .filter((who) => rolesIn(staff, theCase, who, at).some((role) => givenBy.includes(role)))
      .filter((who) => gate !== "reviewers" || (who !== theCase.assignee && !theCase.reviewers.includes(who)));
  const waits = lacks.map(
    (lack): Wait => ({
      ...{ gate: lack.gate, needs: lack.needs, who: giving(lack), canBeSetAside: lack.canBeSetAside, first: [] },
      until: lack.gate === "hour-has-come" ? publicationHour(theCase) : undefined,
    }),
  );
  if (theCase.state === "scheduled") return waits;
  const first = actsBefore(theCase.state, "schedule");
  const work = first.map((act) => act.replaceAll("-", " ")).join(", ");
  const scheduled: Wait = {
    gate: "scheduled",
    needs: `an hour of publication: ${first.length === 0 ? "nobody has agreed on one yet" : `before it come ${work}`}`,
    who: giving({ gate: "hour-to-come", needs: "", givenBy: GIVERS, canBeSetAside: false }),
    ...{ until: undefined, canBeSetAside: false, first },
  };
  return [scheduled, ...waits];
}

const GIVERS: Lack["givenBy"] = ["handler", "point-person", "deputy", "team-lead", "director"];

/** Whoever the case is assigned to stands wherever their team has them. */
function peopleOf(staff: Staff): readonly string[] {
  const { director, directorDeputy, teams, assistants } = staff;
  const members = teams.flatMap((team) => [team.pointPerson, ...team.deputies, team.lead, ...team.members]);
  return [...new Set([...members, director, ...(directorDeputy ? [directorDeputy] : []), ...assistants])];
}
