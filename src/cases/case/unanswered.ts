import type { Case } from "./case.ts";
import { isOpen } from "./states.ts";

/** Since when what came after the report waits for a word of ours; undefined where nothing does. */
export function unansweredSince(theCase: Case): Date | undefined {
  const { state, receivedAt, lastWordFromReporter: theirs, lastWordToReporter: ours } = theCase;
  if (!isOpen(state) || theirs <= receivedAt) return undefined;
  return ours === undefined || ours < theirs ? theirs : undefined;
}
