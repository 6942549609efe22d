import type { Policy } from "../../distribution/index.ts";
import { DAY_MS } from "../../kernel/index.ts";

const MINUTE_MS = 60_000;

/**
 * The full minute from which an approval, which counts `approvalDays` from when its text is offered, outlasts the embargo;
 * null when it does so now. One that ended before the embargo would leave nothing that may be published at its end.
 */
export function approvableFrom(
  embargoUntil: Date | null,
  { approvalDays }: Pick<Policy, "approvalDays">,
  now: Date,
): Date | null {
  if (embargoUntil === null) return null;
  const earliest = embargoUntil.getTime() - approvalDays * DAY_MS;
  const from = new Date((Math.floor(earliest / MINUTE_MS) + 1) * MINUTE_MS);
  return from > now ? from : null;
}
