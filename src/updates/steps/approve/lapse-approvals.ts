import type { Kysely } from "kysely";
import { appendAudit, type Database } from "../../../store/index.ts";
import type { LineContext } from "../../context.ts";
import { unqueuePublication } from "../../line/queue-step.ts";
import { type ApprovalRecord, lapseApproval } from "../../records/approvals.ts";
import { setStep } from "../../records/steps.ts";

const APPROVE = { step: "approve", kind: "", architecture: "" } as const;
const PUBLISH = { step: "publish", kind: "", architecture: "" } as const;

export interface Lapse {
  readonly row: ApprovalRecord;
  /** One sentence. */
  readonly why: string;
}

/** Marks words that count no longer, each with its entry in the audit log. `actor` is who or what took their worth away. */
export async function lapseApprovals(
  context: LineContext,
  trx: Kysely<Database>,
  lapses: readonly Lapse[],
  actor: string,
): Promise<void> {
  for (const { row, why } of lapses) {
    await lapseApproval(trx, row, why);
    await appendAudit(trx, {
      at: context.clock.now(),
      actor,
      action: "approval lapsed",
      object: row.update_id,
      details: { person: row.person, decision: row.decision, reason: why },
    });
  }
}

/** Opens an approval that was given, and takes the publication back into waiting and out of the queue, with what people are told of it. */
export async function reopenApproval(
  context: LineContext,
  trx: Kysely<Database>,
  updateId: string,
  lapses: readonly Lapse[],
): Promise<void> {
  const message = lapses.map(({ row, why }) => `The approval by ${row.person} no longer counts: ${why}`).join(" ");
  const at = context.clock.now();
  const open = { result: null, ready_at: at, finished_at: null, reason: "lapsed", message, party: "" } as const;
  await setStep(trx, updateId, APPROVE, { ...open, state: "ready" });
  await setStep(trx, updateId, PUBLISH, { state: "waiting", reason: "", message: "", job_id: null });
  await trx.updateTable("update").set({ publish_said_at: null }).where("id", "=", updateId).execute();
  await unqueuePublication(context, trx, updateId);
}
