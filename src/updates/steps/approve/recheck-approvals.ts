import type { Kysely } from "kysely";
import type { Distribution } from "../../../distribution/index.ts";
import { SamedayError } from "../../../kernel/index.ts";
import { isUsableKeyFile } from "../../../openpgp/index.ts";
import type { Database } from "../../../store/index.ts";
import type { LineContext } from "../../context.ts";
import { requireNotOut, requireNotWithSigner } from "../../line/require-not-out.ts";
import type { StepStatus } from "../../line/state.ts";
import { approvalsOf } from "../../records/approvals.ts";
import { filesOf } from "../../records/files.ts";
import { stepsOf } from "../../records/steps.ts";
import { getUpdate, lockUpdate, type UpdateRecord } from "../../records/updates.ts";
import { requireUpdateClock } from "../update-clock.ts";
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
 * approval is open again, and the answer is false: then nothing is to be published. The clock is asked before this.
 */
export async function recheckApprovals(context: LineContext, { id }: Pick<UpdateRecord, "id">): Promise<boolean> {
  const lapsed = await findLapsed(context, id);
  if (lapsed.length === 0) return true;
  return context.store.transaction(async (trx) => settleLapsed(context, trx, await lockUpdate(trx, id), lapsed));
}

/**
 * The same for every update whose approvals wait for others or for the end of an embargo, so that the board does not call
 * something approved whose approval has ended. What the signer may be at is left to its own step, and what it has released
 * is brought to its end.
 */
export async function recheckWaiting(context: LineContext): Promise<void> {
  const waiting = await context.store.db
    .selectFrom("update")
    .select("id")
    .where("state", "=", "open")
    .where("id", "in", (select) => select.selectFrom("approval").select("update_id").where("lapsed", "=", ""))
    .execute();
  let problem: unknown;
  for (const { id } of waiting) {
    // One that cannot be looked at keeps no other from it.
    await recheckOne(context, id).catch((error) => {
      if (!willPass(error)) problem ??= error;
    });
  }
  if (problem !== undefined) throw problem;
}

/** Somebody was at it meanwhile, or the signer does not answer: the next time will do. */
function willPass(error: unknown): boolean {
  return error instanceof SamedayError && (error.code === "CONFLICT" || error.code === "SIGNER_UNREACHABLE");
}

async function recheckOne(context: LineContext, id: string): Promise<void> {
  const { db } = context.store;
  if (!areWaiting(await stepsOf(db, id))) return;
  // By a clock that was set back every approval would seem to end too late.
  await requireUpdateClock(context, await getUpdate(db, id));
  const lapsed = await findLapsed(context, id);
  if (lapsed.length === 0) return;
  const tries = await requireNotOut(context, id);
  const changed = await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, id);
    const steps = await stepsOf(trx, id);
    if (update.state !== "open" || !areWaiting(steps)) return false;
    requireNotWithSigner(id, steps, tries);
    const rest = await stillCounting(trx, id, lapsed);
    if (rest.length > 0) await settleLapsed(context, trx, update, rest);
    return rest.length > 0;
  });
  if (changed) context.changed(id);
}

/** Whether what is approved stands still: everything before has ended, and nobody is at the publication. */
function areWaiting(steps: readonly StepStatus[]): boolean {
  const stateOf = (name: string) => steps.find((step) => step.step === name)?.state ?? "";
  return ["ready", "done"].includes(stateOf("approve")) && !["running", "done"].includes(stateOf("publish"));
}

/** The words are read before what they are held against: one that is given meanwhile, over what was changed, is not among them. */
async function findLapsed(context: LineContext, updateId: string): Promise<Lapse[]> {
  const { db } = context.store;
  const given = await approvalsOf(db, updateId);
  const update = await getUpdate(db, updateId);
  const uploaders = await uploadersNow(context, update);
  const now = { update, files: await filesOf(db, updateId), steps: await stepsOf(db, updateId) };
  const lapsed: Lapse[] = [];
  for (const row of given) {
    try {
      requireSame((await hearApproval(context, uploaders, row.signed_text)).approval, now);
    } catch (error) {
      if (!(error instanceof SamedayError) || !LAPSES.has(error.code)) throw error;
      await requireKeyFile(context.definition, row.person);
      lapsed.push({ row, why: error.message });
    }
  }
  return lapsed;
}

/** A file that is damaged or away says nothing about the key that was in it: it is put back, and the word counts as before. */
async function requireKeyFile({ people }: Distribution, id: string): Promise<void> {
  const person = people.find((one) => one.id === id);
  if (!person || (await isUsableKeyFile(person.keyFile))) return;
  throw new SamedayError(
    "DISTRIBUTION_INVALID",
    `The approval by ${id} cannot be checked: the key file ${person.keyFile} cannot be read.`,
  );
}

/** Without those whose worth somebody else took away meanwhile, by an edit. */
async function stillCounting(trx: Kysely<Database>, updateId: string, lapsed: readonly Lapse[]): Promise<Lapse[]> {
  const texts = new Set((await approvalsOf(trx, updateId)).map(({ signed_text }) => signed_text));
  return lapsed.filter(({ row }) => texts.has(row.signed_text));
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
