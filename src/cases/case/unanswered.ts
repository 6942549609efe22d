import type { Case } from "./case.ts";
import { isOpen } from "./states.ts";

/** Since when what came after the report waits for a word of ours; undefined where nothing does. */
export function unansweredSince(theCase: Case): Date | undefined {
  const { state, receivedAt, askingSince, lastWordFromReporter: theirs, lastWordToReporter: ours } = theCase;
  // A case that is opened again is asked about as if it had come then, and nobody wrote.
  if (!isOpen(state) || theirs <= receivedAt || theirs.getTime() === askingSince.getTime()) return undefined;
  return ours === undefined || ours < theirs ? theirs : undefined;
}
