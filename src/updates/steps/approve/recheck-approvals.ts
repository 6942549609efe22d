import { SamedayError } from "../../../kernel/index.ts";
import { appendAudit } from "../../../store/index.ts";
import type { LineContext } from "../../context.ts";
import { type ApprovalRecord, approvalsOf, lapseApproval } from "../../records/approvals.ts";
import { filesOf } from "../../records/files.ts";
import { setStep } from "../../records/steps.ts";
import { lockUpdate, type UpdateRecord } from "../../records/updates.ts";
import { hearApproval, requireSame } from "./hear-approval.ts";
import { isApproved } from "./settle-approval.ts";
import { uploadersNow } from "./uploaders-now.ts";

const APPROVE = { step: "approve", kind: "", architecture: "" } as const;
const PUBLISH = { step: "publish", kind: "", architecture: "" } as const;

/** What takes an approval's worth away; anything else is a fault of the moment. */
const LAPSES: ReadonlySet<string> = new Set(["SIGNATURE_BAD", "SIGNER_NOT_ALLOWED", "INPUT_INVALID", "CONFLICT"]);

/**
 * Hears every approval once more, right before the signer is asked: a key may have expired, a person may have left, or
 * what is approved may have changed. Those that hold no longer are marked with the reason. When too few are left the
 * approval is open again, and the answer is false: then nothing is to be published.
 */
export async function recheckApprovals(context: LineContext, update: UpdateRecord): Promise<boolean> {
  const { db } = context.store;
  const uploaders = await uploadersNow(context, update);
  const files = await filesOf(db, update.id);
  const lapsed: { readonly row: ApprovalRecord; readonly why: string }[] = [];
  for (const row of await approvalsOf(db, update.id)) {
    try {
      requireSame((await hearApproval(context, uploaders, row.signed_text)).approval, update, files);
    } catch (error) {
      if (!(error instanceof SamedayError) || !LAPSES.has(error.code)) throw error;
      lapsed.push({ row, why: error.message });
    }
  }
  if (lapsed.length === 0) return true;
  return context.store.transaction(async (trx) => {
    const now = await lockUpdate(trx, update.id);
    for (const { row, why } of lapsed) {
      await lapseApproval(trx, row, why);
      await appendAudit(trx, {
        at: context.clock.now(),
        actor: "desk",
        action: "approval lapsed",
        object: update.id,
        details: { person: row.person, decision: row.decision, reason: why },
      });
    }
    if (await isApproved(context, trx, now)) return true;
    const message = lapsed.map(({ row, why }) => `The approval by ${row.person} no longer counts: ${why}`).join(" ");
    const at = context.clock.now();
    const open = { result: null, ready_at: at, finished_at: null, reason: "lapsed", message, party: "" } as const;
    await setStep(trx, update.id, APPROVE, { ...open, state: "ready" });
    await setStep(trx, update.id, PUBLISH, { state: "waiting", reason: "", message: "", job_id: null });
    return false;
  });
}
