import type { Answer } from "./answer.ts";
import type { Why } from "./change.ts";
import { type Step, second } from "./step.ts";

/** A verdict that changed. */
export interface HistoryEvent {
  /** `STEP.PLACE`; stays what it is. */
  readonly id: string;
  readonly time: Date;
  readonly issue: string;
  readonly package: string;
  readonly release: string;
  /** null: nothing was said about it, or the release did not have the package. */
  readonly from: Answer | null;
  readonly to: Answer | null;
  /** What the answer follows from now: a line, or a version; null where that is not known. */
  readonly why: Why | null;
  readonly cause: Step["cause"];
  /** From the first state that is known: when it came about is not known. */
  readonly isFirstState: boolean;
}

/** An event as programs read it. */
export function eventJson({ isFirstState, time, cause, ...event }: HistoryEvent) {
  const dated = Object.entries(cause).map(([key, value]) => [key, value instanceof Date ? second(value) : value]);
  return { ...event, time: second(time), cause: Object.fromEntries(dated), firstState: isFirstState };
}
