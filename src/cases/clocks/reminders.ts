import { type Case, type Staff, silentTeams } from "../case/index.ts";
import type { Policy } from "../policy/index.ts";
import { STEPS, type Step, whoHears } from "./people.ts";
import { type RunningClock, runningClocks } from "./running.ts";

/** One reminder of one clock at one step. */
export interface Reminder {
  /** Names case, clock with its start and end, and step: what was said under a key is never said again. */
  readonly key: string;
  readonly caseId: string;
  readonly clock: RunningClock;
  readonly step: Step;
  /** How often the director has been asked again; 0 for the first time of each step. */
  readonly again: number;
  /** When it was due; earlier than now after a down time. */
  readonly dueAt: Date;
  readonly to: readonly string[];
  /** Whom the director asks whether they have seen it: the point people of exactly the teams that gave no verdict. */
  readonly asks: readonly string[];
}

/** What one evaluation looks at. */
export interface Watch {
  readonly policy: Policy;
  readonly staff: Staff;
  /** Whether something was said under this key before; kept by whoever keeps the cases. */
  readonly wasSaid: (key: string) => boolean;
}

/**
 * Every reminder of a case that is due at a time and was not said yet. Absolute: it does not matter when it was asked last,
 * so that neither a down time nor a clock that jumps loses or repeats one. Of the director's repetitions only the latest is
 * said. A clock that was moved makes a promise of its own, with its own reminders.
 */
export function remindersDue(theCase: Case, now: Date, { policy, staff, wasSaid }: Watch): readonly Reminder[] {
  return runningClocks(theCase, policy).flatMap((clock) => {
    const moments = momentsUntil(clock, policy, now.getTime());
    const promise = moments.length === 0 ? "" : promiseOf(theCase.id, clock);
    return moments.flatMap(({ step, again, at }) => {
      const key = `${promise}/${step}${again === 0 ? "" : `+${again}`}`;
      if (wasSaid(key)) return [];
      const asks = step === "director" ? silentTeams(staff, theCase).map((team) => team.pointPerson) : [];
      const to = whoHears(step, theCase, staff, now);
      return [{ key, caseId: theCase.id, clock, step, again, dueAt: new Date(at), to, asks: [...new Set(asks)] }];
    });
  });
}

interface Moment {
  readonly step: Step;
  readonly again: number;
  readonly at: number;
}

/** The steps that lie at or before an instant, in milliseconds, and the latest repetition. */
function momentsUntil(clock: RunningClock, policy: Policy, until: number): readonly Moment[] {
  const moments: Moment[] = STEPS.map((step) => ({ step, again: 0, at: momentOf(clock, step, policy) }));
  const last = momentOf(clock, "director", policy);
  const again = Math.floor((until - last) / policy.escalation.again.value.ms);
  if (again > 0) moments.push({ step: "director", again, at: last + again * policy.escalation.again.value.ms });
  return moments.filter(({ at }) => at <= until);
}

/** The first instant after `now` at which this clock does something by itself; there always is one. */
export function nextMomentOf(clock: RunningClock, policy: Policy, now: number): number {
  const deadline = clock.deadline.getTime();
  const steps = STEPS.map((step) => momentOf(clock, step, policy));
  const ahead = [deadline, ...steps].filter((at) => at > now);
  if (ahead.length > 0) return Math.min(...ahead);
  const every = policy.escalation.again.value.ms;
  const last = Math.max(...steps);
  return last + (Math.floor((now - last) / every) + 1) * every;
}

/** When a step of a clock is taken. A clock without a length, whose end lay before its start, has all its steps at once. */
export function momentOf({ startsAt, deadline }: RunningClock, step: Step, { escalation }: Policy): number {
  const percent = step === "point-person" ? escalation.pointPerson : escalation[step];
  const start = startsAt.getTime();
  return start + (Math.max(0, deadline.getTime() - start) * percent.value) / 100;
}

/** Start and end are part of it: what is moved is promised anew. */
function promiseOf(caseId: string, { clock, startsAt, deadline }: RunningClock): string {
  return `${caseId}/${clock}/${startsAt.toISOString()}/${deadline.toISOString()}`;
}
