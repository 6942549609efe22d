import { setTimeout as wait } from "node:timers/promises";
import type { Random } from "../kernel/index.ts";

const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/** Thrown when the server could not be asked, or could not answer: the same call may succeed later. */
export class ServerAway extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ServerAway";
  }
}

/**
 * Repeats an act for as long as the server is away, with growing pauses of random length so that many builders do not
 * return at the same moment. Ends only by an answer, another error, or the signal.
 */
export async function untilAnswered<T>(act: () => Promise<T>, random: Random, signal: AbortSignal): Promise<T> {
  for (let pause = FIRST_MS; ; pause = Math.min(2 * pause, LONGEST_MS)) {
    signal.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ServerAway)) throw error;
    }
    const share = (random.bytes(1)[0] ?? 0) / 255;
    await wait(pause * (0.5 + share / 2), undefined, { signal });
  }
}
