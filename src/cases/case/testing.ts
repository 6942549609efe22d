import type { Policy } from "../policy/index.ts";
import type { Act } from "./acts.ts";
import type { Case } from "./case.ts";
import { decide, type Outcome, type Refusal } from "./decide.ts";
import type { Staff } from "./staff.ts";

/** For tests: two teams, each with a lead, a point person, a deputy and a member. */
export const STAFF: Staff = {
  director: "dora",
  directorDeputy: "emil",
  teams: [
    { name: "network", lead: "leo", pointPerson: "pia", deputies: ["dan"], members: ["mo"] },
    { name: "browser", lead: "lena", pointPerson: "paul", deputies: ["dina"], members: ["max"] },
  ],
  assistants: ["asa"],
  auditors: ["aude"],
  absences: [],
};

/** Noon of a day in December 2026, and some hours after it. */
export function hour(day: number, hours = 0): Date {
  return new Date(Date.UTC(2026, 11, day, 12 + hours));
}

export interface World {
  readonly policy: Policy;
  readonly staff?: Staff;
}

export function attempt(theCase: Case, by: string, act: Act, at: Date, { policy, staff = STAFF }: World): Outcome {
  return decide(theCase, act, { by, at, staff, policy });
}

/** The acts in order, each of which must pass. */
export function played(
  theCase: Case,
  world: World,
  acts: readonly (readonly [by: string, at: Date, act: Act])[],
): Case {
  return acts.reduce((before, [by, at, act]) => {
    const outcome = attempt(before, by, act, at, world);
    if (!outcome.ok) throw new Error(`${act.act}: ${outcome.refusal.sentence}`);
    return outcome.theCase;
  }, theCase);
}

export function refusalOf(outcome: Outcome): Refusal {
  if (outcome.ok) throw new Error("It was not refused.");
  return outcome.refusal;
}
