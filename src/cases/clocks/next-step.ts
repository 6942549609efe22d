import type { Case, Staff } from "../case/index.ts";
import type { Policy } from "../policy/index.ts";
import { STEPS, type Step, whoHears } from "./people.ts";
import { momentOf, nextMomentOf } from "./reminders.ts";
import { runningClocks } from "./running.ts";

/** What the desk does by itself next, if nobody acts before. */
export interface NextStep {
  /** Whose reminder it is: of all clocks of the case, the one that speaks first. */
  readonly clock: string;
  readonly step: Step;
  readonly at: Date;
  /** Ids of the people who will be reminded, as far as is known now who is there then. */
  readonly to: readonly string[];
}

/** The first reminder of an open case that is still to come; undefined for a closed one. Past the last, the director's next. */
export function nextStep(theCase: Case, policy: Policy, staff: Staff, now: Date): NextStep | undefined {
  const steps = runningClocks(theCase, policy).map((clock) => {
    const moments = STEPS.map((step) => ({ step, at: momentOf(clock, step, policy) }));
    const ahead = moments.filter(({ at }) => at > now.getTime()).sort((a, b) => a.at - b.at)[0];
    const { step, at } = ahead ?? { step: "director" as const, at: nextMomentOf(clock, policy, now.getTime()) };
    return { clock: clock.clock, step, at: new Date(at) };
  });
  const [first] = steps.sort((a, b) => a.at.getTime() - b.at.getTime());
  return first && { ...first, to: whoHears(first.step, theCase, staff, first.at) };
}
