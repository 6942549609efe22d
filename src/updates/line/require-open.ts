import { formatInstant, SamedayError } from "../../kernel/index.ts";
import type { UpdateRecord } from "../records/updates.ts";

/**
 * Lets an act go on only while its update is under way. `act` completes "it cannot be … any more".
 * Throws CONFLICT that says how the update ended and what can be done instead: a silent success would let people believe
 * that their word had counted.
 */
export function requireOpen(update: UpdateRecord, act: string): void {
  if (update.state === "open") return;
  throw new SamedayError("CONFLICT", `${endOf(update)} It cannot be ${act} any more; ${remedyFor(update)}`);
}

function endOf({ id, state, reason, published_at }: UpdateRecord): string {
  if (state === "published") return `${id} is published${published_at ? ` since ${formatInstant(published_at)}` : ""}.`;
  return `${id} is ${state}${reason === "" ? "" : `: ${reason}`}.`.replace(/([.!?])\.$/, "$1");
}

function remedyFor({ state, source, release }: UpdateRecord): string {
  if (state === "published") return `if it has a fault, upload ${source} with a higher version for ${release}.`;
  return `upload a better source of ${source} for ${release}, which begins a new update.`;
}
