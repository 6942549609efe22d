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

/** Whether the approvals that count are as many as the policy asks for, and overrides where a proof is missing. */
export async function isApproved(context: LineContext, trx: Kysely<Database>, update: UpdateRecord): Promise<boolean> {
  const { policy } = context.definition;
  const steps = await stepsOf(trx, update.id);
  const given = await approvalsOf(trx, update.id);
  const count = (decision: string) => given.filter((one) => one.decision === decision).length;
  const held = steps.some(holdsApproval) && count("override-proof") < policy.overrideApprovals;
  return !held && count("approve") >= policy.approvals;
}

/**
 * Ends the approval when nothing is missing any more; answers whether it did. Asked after each word of a person and after
 * each step that ends: an approval that came while a proof was tried again counts as soon as the proof has passed.
 */
export async function settleApproval(
  context: LineContext,
  trx: Kysely<Database>,
  update: UpdateRecord,
): Promise<boolean> {
  const state = (await stepsOf(trx, update.id)).find((step) => step.step === APPROVE.step)?.state;
  if (update.state !== "open" || (state !== "ready" && state !== "running")) return false;
  if (!(await isApproved(context, trx, update))) return false;
  const given = await approvalsOf(trx, update.id);
  const approvers = given.filter((one) => one.decision === "approve").map((one) => one.person);
  await endStep(context, trx, update, APPROVE, approvers.join(", "), {
    state: "done",
    result: "passed",
    message: `Approved by ${approvers.join(" and ")}.`,
    envelope: "",
  });
  return true;
}
