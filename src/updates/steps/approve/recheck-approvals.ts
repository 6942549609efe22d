import { SamedayError } from "../../../kernel/index.ts";
import type { LineContext } from "../../context.ts";
import { approvalsOf } from "../../records/approvals.ts";
import { filesOf } from "../../records/files.ts";
import { stepsOf } from "../../records/steps.ts";
import { lockUpdate, type UpdateRecord } from "../../records/updates.ts";
import { hearApproval, requireSame } from "./hear-approval.ts";
import { type Lapse, lapseApprovals, reopenApproval } from "./lapse-approvals.ts";
import { isApproved } from "./settle-approval.ts";
import { uploadersNow } from "./uploaders-now.ts";

/** What takes an approval's worth away; anything else is a fault of the moment. */
const LAPSES: ReadonlySet<string> = new Set([
  "SIGNATURE_BAD",
  "SIGNER_UNKNOWN",
  "SIGNER_NOT_ALLOWED",
  "INPUT_INVALID",
  "CONFLICT",
]);

/**
 * Hears every approval once more, right before the signer is asked: a key may have expired, a person may have left, or
 * what is approved may have changed. Those that hold no longer are marked with the reason. When too few are left the
 * approval is open again, and the answer is false: then nothing is to be published.
 */
export async function recheckApprovals(context: LineContext, update: UpdateRecord): Promise<boolean> {
  const { db } = context.store;
  const uploaders = await uploadersNow(context, update);
  const now = { update, files: await filesOf(db, update.id), steps: await stepsOf(db, update.id) };
  const lapsed: Lapse[] = [];
  for (const row of await approvalsOf(db, update.id)) {
    try {
      requireSame((await hearApproval(context, uploaders, row.signed_text)).approval, now);
    } catch (error) {
      if (!(error instanceof SamedayError) || !LAPSES.has(error.code)) throw error;
      lapsed.push({ row, why: error.message });
    }
  }
  if (lapsed.length === 0) return true;
  return context.store.transaction(async (trx) => {
    const locked = await lockUpdate(trx, update.id);
    await lapseApprovals(context, trx, lapsed, "desk");
    if (await isApproved(context, trx, locked)) return true;
    await reopenApproval(context, trx, update.id, lapsed);
    return false;
  });
}
