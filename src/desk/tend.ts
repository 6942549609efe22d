import { toSamedayError } from "../kernel/index.ts";
import { calledByName } from "./called-by-name.ts";

/** One thing that the desk looks after again and again. */
export interface Care {
  /** Stands before what it says when it fails. */
  readonly name: string;
  readonly everyMs: number;
  work(): Promise<unknown>;
}

export interface Tending {
  /** Begins no more and waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * Does each care now and again after its time, counted from one beginning to the next. They know nothing of each other:
 * one that fails is told and tried at its next turn (a database that is away by its name), one that takes long makes nobody wait, and none runs beside itself.
 */
export function tend(cares: readonly Care[], say: (text: string) => void): Tending {
  const running = new Map<Care, Promise<void>>();
  const turn = (care: Care): void => {
    if (running.has(care)) return;
    const work = Promise.resolve()
      .then(() => calledByName(care.work()))
      .catch((error) => say(`${care.name}: ${oneLine(error)}`))
      .then(() => void running.delete(care));
    running.set(care, work);
  };
  const timers = cares.map((care) => setInterval(() => turn(care), care.everyMs).unref());
  for (const care of cares) turn(care);
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running.values());
    },
  };
}

/** A failure as one line for the log of a process: its code, what happened, what to do. */
export function oneLine(thrown: unknown): string {
  const error = toSamedayError(thrown);
  const cause = error.code === "INTERNAL" && error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${error.code}: ${error.message}${cause} ${error.next}`.replace(/\s*[\r\n]+\s*/g, " ");
}
