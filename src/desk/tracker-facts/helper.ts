import type { ProcessRunner } from "../../kernel/index.ts";
import { helperError } from "../helper-words.ts";
import { OWN_ENTRY } from "../program.ts";
import type { FactsWish } from "./make-facts.ts";
import type { TrackerFactsParts } from "./tracker-facts.ts";

const MAKE_MS = 15 * 60_000;

/**
 * Has facts made by a process of its own, in the background: what it takes in memory is given back when it ends, and pages
 * are answered meanwhile. Throws what the helper said, as if it had been done here.
 */
export function makeInHelper(
  runner: ProcessRunner,
  places: Pick<FactsWish, "definition" | "suites" | "place">,
): TrackerFactsParts["make"] {
  return async (wish, signal) => {
    const making = runner.run({
      argv: [process.execPath, OWN_ENTRY, "--json", "desk", "read-tracker"],
      input: JSON.stringify({ ...places, ...wish } satisfies FactsWish),
      timeLimitMs: MAKE_MS,
      measured: "not",
      signal,
    });
    await making.catch((thrown: unknown) => {
      throw helperError(thrown) ?? thrown;
    });
  };
}
