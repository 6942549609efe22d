import type { Policy } from "../../distribution/index.ts";
import type { Approval } from "../../evidence/index.ts";
import type { UpdateRecord } from "../records/updates.ts";
import { holdsApproval } from "./advance.ts";
import { approvableFrom } from "./approvable-from.ts";
import type { StepStatus } from "./state.ts";

/** Which signed words of people are taken for this update at this hour: what pages, interface and commands offer. */
export function decisionsFor(
  update: Pick<UpdateRecord, "state" | "embargo_until">,
  steps: readonly StepStatus[],
  policy: Policy,
  now: Date,
): readonly Approval["decision"][] {
  const tooEarly = approvableFrom(update.embargo_until, policy, now) !== null;
  return update.state !== "open" || tooEarly ? [] : decisionsNow(steps);
}

/**
 * Which signed words of people are taken as the steps stand.
 * An approval may come, and be replaced, as long as nothing is out and nobody is at it: also after a publication that
 * failed, when an older text counts no longer. An override has its place only where a proof or test is missing.
 */
export function decisionsNow(steps: readonly StepStatus[]): readonly Approval["decision"][] {
  const stateOf = (name: StepStatus["step"]) => steps.find((status) => status.step === name)?.state;
  const approve = stateOf("approve");
  const isTurn =
    approve === "ready" || approve === "running" || (approve === "done" && stateOf("publish") === "failed");
  if (!isTurn) return [];
  return steps.some(holdsApproval) ? ["approve", "override-proof"] : ["approve"];
}
