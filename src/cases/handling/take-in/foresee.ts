import type { ArrivedMail } from "../../arrival/index.ts";
import type { IntakeState } from "../../intake/index.ts";
import type { HandlingContext } from "../context.ts";
import { loadIntakeState } from "../journal/index.ts";
import { type ArrivalReading, isLong, readArrival } from "./read-arrival.ts";

/** By context: the arrival that was read ahead last. */
const foreseen = new WeakMap<HandlingContext, { readonly id: string; readonly reading: ArrivalReading }>();

/**
 * Reads the next arrival while the one before it is being written: opening is done by other threads and takes the longest.
 * It is judged when its turn comes, over all that those before it left. A long one is not held in memory beside another.
 */
export function foresee(context: HandlingContext, arrival: ArrivedMail, state: IntakeState): void {
  if (!isLong(arrival)) foreseen.set(context, { id: arrival.id, reading: readArrival(context, arrival, state) });
}

/** Begins to read an arrival, unless that was done ahead. Throws as `loadIntakeState` does. */
export async function beginReading(context: HandlingContext, arrival: ArrivedMail): Promise<ArrivalReading> {
  const before = foreseen.get(context);
  foreseen.delete(context);
  return before?.id === arrival.id ? before.reading : readArrival(context, arrival, await loadIntakeState(context));
}
