import { SamedayError } from "../kernel/index.ts";

/** How many may do something costly at once, and how many may be there in all, those who wait included. */
export interface TurnLimits {
  readonly atOnce: number;
  readonly inside: number;
}

/** A place in the queue; whoever has one gets a turn. */
export interface Place {
  /** Waits for its turn, then does the work. */
  turn<T>(work: () => Promise<T>): Promise<T>;
  /** To be called in the end, whatever happened. */
  leave(): void;
}

/** Answers a door that lets in so many, first come, first served. `enter` throws TOO_BUSY while it is full. */
export function createTurns(limits: TurnLimits): { enter(): Place } {
  const waiting: (() => void)[] = [];
  let inside = 0;
  let working = 0;

  async function turn<T>(work: () => Promise<T>): Promise<T> {
    // Whoever ends hands the turn on, so that nobody who comes later slips in between.
    if (working >= limits.atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else working += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else working -= 1;
    }
  }

  const leave = (): void => {
    inside -= 1;
  };

  return {
    enter() {
      if (inside >= limits.inside) {
        throw new SamedayError("TOO_BUSY", "Too many people try to log in with a password at this moment.");
      }
      inside += 1;
      return { turn, leave };
    },
  };
}
