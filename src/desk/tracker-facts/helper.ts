import type { ProcessRunner } from "../../kernel/index.ts";
import { OWN_ENTRY } from "../program.ts";
import type { FactsWish } from "./make-facts.ts";
import type { TrackerFactsParts } from "./tracker-facts.ts";

const MAKE_MS = 15 * 60_000;

/**
 * Has facts made by a process of its own, at low priority: what it takes in memory is given back when it ends, and pages
 * are answered meanwhile.
 */
export function makeInHelper(
  runner: ProcessRunner,
  places: Pick<FactsWish, "definition" | "suites" | "place">,
): TrackerFactsParts["make"] {
  return async (wish, signal) => {
    await runner.run({
      argv: ["nice", "-n", "10", process.execPath, OWN_ENTRY, "desk", "read-tracker"],
      input: JSON.stringify({ ...places, ...wish } satisfies FactsWish),
      timeLimitMs: MAKE_MS,
      measured: "not",
      signal,
    });
  };
}
