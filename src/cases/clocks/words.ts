import { formatInstant, formatTimeLeft } from "../../kernel/index.ts";
import type { Reminder } from "./reminders.ts";

/**
 * A reminder as a line: the case by its id, what runs out, when, and why. It names no contents, but says where a case stands:
 * for encrypted messages and the desk's own pages. In clear only `clearLine` goes out.
 */
export function reminderLine({ caseId, clock, asks }: Reminder, now: Date): string {
  const proposal = clock.isProposal ? ", a proposal of ours that no source gives" : "";
  const when = `${formatInstant(clock.deadline)}, ${formatTimeLeft(clock.deadline, now)}`;
  const question = asks.length === 0 ? "" : ` No verdict yet from ${asks.join(", ")}: have you seen it?`;
  return `${caseId}: ${clock.why}${proposal}: ${when}.${question}`;
}

/** What may be read by anybody on the way. */
export function clearLine({ caseId }: Reminder): string {
  return `${caseId} needs you.`;
}
