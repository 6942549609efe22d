import type { Clock } from "../../kernel/index.ts";
import type { Care } from "../tend.ts";
import type { TrackerFactsSource } from "./tracker-facts.ts";

const EVERY_MS = 15_000;
/** Making facts is work: what has just failed is not tried again at once. */
const AFTER_FAILURE_MS = 120_000;

/**
 * Has the facts looked after although nobody reads the board: the tracker's process takes source versions from them.
 * A failure is told once, until something else fails or nothing does.
 */
export function keepFactsCurrent(facts: Pick<TrackerFactsSource, "current">, clock: Clock): Care {
  let failedAt = Number.NEGATIVE_INFINITY;
  let told = "";
  return {
    name: "issues",
    everyMs: EVERY_MS,
    async work() {
      if (clock.now().getTime() - failedAt < AFTER_FAILURE_MS) return;
      try {
        await facts.current();
        failedAt = Number.NEGATIVE_INFINITY;
        told = "";
      } catch (error) {
        failedAt = clock.now().getTime();
        const text = String(error);
        if (text === told) return;
        told = text;
        throw error;
      }
    },
  };
}
