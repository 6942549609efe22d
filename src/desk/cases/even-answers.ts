import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { toSamedayError } from "../../kernel/index.ts";

/** Long beside the opening of a case, short for somebody who mistyped its name. */
export const STEP_MS = 100;

/** Time as it goes by, in milliseconds. */
export interface Passing {
  now(): number;
  wait(ms: number): Promise<unknown>;
  /** A moment, so that others are served meanwhile. */
  turn(): Promise<unknown>;
}

const PASSING: Passing = { now: () => performance.now(), wait, turn };

/** Timers count whole milliseconds from the beginning of a turn: what is left of the last two is waited for in turns. */
const FINE_MS = 2;

/**
 * The same desk, which says that there is no such case only at a whole number of steps after it was asked. A case has to be
 * opened before it is known that it is not for who asks, and one that never was is not: measured, that is two to three
 * milliseconds, and enough questions find out by them which cases there are.
 */
export function answerEvenly<D extends object>(desk: D, passing: Passing = PASSING): D {
  const calls = Object.entries(desk).map(([name, call]) => [
    name,
    typeof call === "function"
      ? (...given: readonly unknown[]) => evenly(() => call.apply(desk, given), passing)
      : call,
  ]);
  return Object.fromEntries(calls);
}

function evenly(ask: () => unknown, passing: Passing): unknown {
  const began = passing.now();
  const answer = ask();
  if (!(answer instanceof Promise)) return answer;
  return answer.catch(async (error: unknown) => {
    if (toSamedayError(error).code === "NOT_FOUND") await untilStep(began, passing);
    throw error;
  });
}

async function untilStep(began: number, { now, wait, turn }: Passing): Promise<void> {
  const end = began + STEP_MS * (Math.floor((now() - began) / STEP_MS) + 1);
  const whole = end - now() - FINE_MS;
  if (whole > 0) await wait(whole);
  while (now() < end) await turn();
}
