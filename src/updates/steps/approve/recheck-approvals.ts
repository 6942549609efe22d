import type { Kysely } from "kysely";
import { SamedayError } from "../../../kernel/index.ts";
import type { Database } from "../../../store/index.ts";
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
  const lapsed = await findLapsed(context, update);
  if (lapsed.length === 0) return true;
  return context.store.transaction(async (trx) => settleLapsed(context, trx, await lockUpdate(trx, update.id), lapsed));
}

/**
 * The same for every update whose approvals wait for others or for the end of an embargo, so that the board does not call
 * something approved whose approval has ended. What the signer may be at is left to its own step.
 */
export async function recheckWaiting(context: LineContext): Promise<void> {
  const waiting = await context.store.db
    .selectFrom("update")
    .selectAll()
    .where("state", "=", "open")
    .where("id", "in", (select) => select.selectFrom("approval").select("update_id").where("lapsed", "=", ""))
    .execute();
  for (const update of waiting) {
    if (!(await areWaiting(context.store.db, update.id))) continue;
    const lapsed = await findLapsed(context, update);
    if (lapsed.length === 0) continue;
    const changed = await context.store.transaction(async (trx) => {
      const locked = await lockUpdate(trx, update.id);
      if (locked.state !== "open" || !(await areWaiting(trx, update.id))) return false;
      await settleLapsed(context, trx, locked, lapsed);
      return true;
    });
    if (changed) context.changed(update.id);
  }
}

/** Whether what is approved stands still: everything before has ended, and nobody is at the publication. */
async function areWaiting(db: Kysely<Database>, updateId: string): Promise<boolean> {
  const steps = await stepsOf(db, updateId);
  const stateOf = (name: string) => steps.find((step) => step.step === name)?.state ?? "";
  return ["ready", "done"].includes(stateOf("approve")) && !["running", "done"].includes(stateOf("publish"));
}

async function findLapsed(context: LineContext, update: UpdateRecord): Promise<Lapse[]> {
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
  return lapsed;
}

/** Marks them; whether the update is approved without them. */
async function settleLapsed(
  context: LineContext,
  trx: Kysely<Database>,
  update: UpdateRecord,
  lapsed: readonly Lapse[],
): Promise<boolean> {
  await lapseApprovals(context, trx, lapsed, "desk");
  if (await isApproved(context, trx, update)) return true;
  await reopenApproval(context, trx, update.id, lapsed);
  return false;
}
