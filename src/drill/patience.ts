import { setTimeout as sleep } from "node:timers/promises";
import { SamedayError } from "../kernel/index.ts";

const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;

/**
 * A person tries again for a minute when the desk does not answer, as when it is being started again. The minute begins with
 * the first failure: before it, the desk may have been silent for as long as there was nothing to tell.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  { patienceMs = PATIENCE_MS, pauseMs = PAUSE_MS } = {},
): Promise<T> {
  let until: number | undefined;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      until ??= Date.now() + patienceMs;
      if (!isAway(error) || Date.now() > until) throw error;
      await sleep(pauseMs);
    }
  }
}

function isAway(error: unknown): boolean {
  return error instanceof SamedayError && (error.code === "DESK_UNREACHABLE" || error.code === "STORE_UNAVAILABLE");
}
