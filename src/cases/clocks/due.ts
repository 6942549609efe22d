import { type Case, isOpen, type Staff } from "../case/index.ts";
import type { Policy } from "../policy/index.ts";
import { type Owners, ownersOf } from "./people.ts";
import { nextMomentOf } from "./reminders.ts";
import { type RunningClock, runningClocks } from "./running.ts";

/** What is due in an open case. */
export interface Due {
  readonly owners: Owners;
  /** Every clock, the shortest first; the first is the one that counts. */
  readonly clocks: readonly RunningClock[];
  /** Those whose deadline is over: too late and too long secret alike. */
  readonly late: readonly RunningClock[];
  /** The first deadline or reminder that is still to come; there always is one. */
  readonly next: Date;
}

/** What is due in a case at a time, and whose turn it is; undefined for a closed one. Every open case has all of it. */
export function due(theCase: Case, policy: Policy, staff: Staff, now: Date): Due | undefined {
  if (!isOpen(theCase.state)) return undefined;
  const clocks = runningClocks(theCase, policy);
  const at = now.getTime();
  return {
    owners: ownersOf(theCase, staff, now),
    clocks,
    late: clocks.filter(({ deadline }) => deadline < now),
    next: new Date(Math.min(...clocks.map((clock) => nextMomentOf(clock, policy, at)))),
  };
}
