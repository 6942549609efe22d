import { type Approval, formatEnd } from "../../evidence/index.ts";
import { DAY_MS, formatInstant } from "../../kernel/index.ts";
import { refusal } from "./refusal.ts";

/** By how much the clocks of desk and signer may differ before one takes the other's texts for longer than allowed. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

/** What stands as `Until` in a text that is offered now; `days` as the policy has it. */
export function approvalEnd(now: Date, days: number): string {
  return formatEnd(new Date(now.getTime() + days * DAY_MS));
}

/**
 * Whether an approval counts at this hour: it has an end, which has not come, and lies no further ahead than the policy
 * allows. The desk asks when it hears one and before it asks the signer, the signer by its own clock. Throws INPUT_INVALID.
 */
export function requireInTime(approval: Approval, person: string, now: Date, days: number): void {
  const again = "Take the text anew and sign it.";
  if (approval.until === "") {
    throw refusal(`What ${person} signed has no end, as texts of earlier releases had none. ${again}`, "INPUT_INVALID");
  }
  const end = new Date(approval.until);
  if (end <= now) {
    throw refusal(`What ${person} signed counted until ${formatInstant(end)}. ${again}`, "INPUT_INVALID");
  }
  if (end.getTime() > now.getTime() + days * DAY_MS + CLOCKS_DIFFER_MS) {
    throw refusal(
      `What ${person} signed would count until ${formatInstant(end)}, longer than the ${days} days that the policy allows. ${again}`,
      "INPUT_INVALID",
    );
  }
}
