import type { Kysely } from "kysely";
import type { Database } from "../../../store/index.ts";
import type { LineContext } from "../../context.ts";
import { holdsApproval } from "../../line/advance.ts";
import { endStep } from "../../line/move.ts";
import type { StepKey } from "../../line/state.ts";
import { approvalsOf } from "../../records/approvals.ts";
import { stepsOf } from "../../records/steps.ts";
import type { UpdateRecord } from "../../records/updates.ts";

const APPROVE: StepKey = { step: "approve", kind: "", architecture: "" };

/**
 * Ends the approval when nothing is missing any more; answers whether it did. Asked after each word of a person and after
 * each step that ends: an approval that came while a proof was tried again counts as soon as the proof has passed.
 */
export async function settleApproval(
  context: LineContext,
  trx: Kysely<Database>,
  update: UpdateRecord,
): Promise<boolean> {
  const { policy } = context.definition;
  const steps = await stepsOf(trx, update.id);
  const state = steps.find((step) => step.step === APPROVE.step)?.state;
  if (update.state !== "open" || (state !== "ready" && state !== "running")) return false;
  const given = await approvalsOf(trx, update.id);
  const approvers = given.filter((one) => one.decision === "approve").map((one) => one.person);
  const overriders = given.filter((one) => one.decision === "override-proof");
  const held = steps.some(holdsApproval) && overriders.length < policy.overrideApprovals;
  if (held || approvers.length < policy.approvals) return false;
  await endStep(context, trx, update, APPROVE, approvers.join(", "), {
    state: "done",
    result: "passed",
    message: `Approved by ${approvers.join(" and ")}.`,
    envelope: "",
  });
  return true;
}
