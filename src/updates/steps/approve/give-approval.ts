import type { Kysely } from "kysely";
import type { Approval } from "../../../evidence/index.ts";
import { formatInstant, SamedayError } from "../../../kernel/index.ts";
import { approvalEnd } from "../../../signer/index.ts";
import { appendAudit, type Database } from "../../../store/index.ts";
import type { LineContext } from "../../context.ts";
import { decisionsNow } from "../../line/decisions-now.ts";
import { queueStep } from "../../line/queue-step.ts";
import { requireOpen } from "../../line/require-open.ts";
import { approvalsOf, putApproval } from "../../records/approvals.ts";
import { filesOf } from "../../records/files.ts";
import { type StepRecord, setStep, stepsOf } from "../../records/steps.ts";
import { getUpdate, lockUpdate, type UpdateRecord } from "../../records/updates.ts";
import { checkTold } from "../tell/check-told.ts";
import { hearApproval, requireSame } from "./hear-approval.ts";
import { settleApproval } from "./settle-approval.ts";
import { uploadersNow } from "./uploaders-now.ts";

export interface GivenApproval {
  readonly person: string;
  readonly decision: Approval["decision"];
  /** Whether the update goes on now. */
  readonly complete: boolean;
}

/**
 * Takes a clear-signed approval or override. The signature is the authority; who is logged in plays no part. Until the
 * publication has succeeded a person's newer text takes the place of the older one; one that failed is then tried again.
 * Throws SIGNATURE_BAD, SIGNER_UNKNOWN, SIGNER_NOT_ALLOWED, INPUT_INVALID (not an approval, or cannot be told), CONFLICT
 * (other hashes, or not its turn).
 */
export async function giveApproval(context: LineContext, updateId: string, signedText: string): Promise<GivenApproval> {
  const seen = await getUpdate(context.store.db, updateId);
  const heard = await hearApproval(context, await uploadersNow(context, seen), signedText);
  const { person, fingerprint, signedAt, approval } = heard;
  requireOpen(seen, "approved");
  await checkTold(context, seen);
  const given = await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, updateId);
    requireOpen(update, "approved");
    const steps = await stepsOf(trx, updateId);
    requireReach(approval, update.embargo_until);
    requireSame(approval, { update, files: await filesOf(trx, updateId), steps });
    const publish = steps.find((step) => step.step === "publish");
    requireTurn(steps, approval.decision);
    const isNew = await putApproval(trx, {
      update_id: updateId,
      person,
      decision: approval.decision,
      reason: approval.reason,
      signed_text: signedText,
      fingerprint,
      signed_at: signedAt,
      given_at: context.clock.now(),
      lapsed: "",
    });
    if (!isNew) await requireCounting(trx, updateId, person, approval.decision);
    if (isNew) {
      await appendAudit(trx, {
        at: context.clock.now(),
        actor: person,
        action: approval.decision,
        object: updateId,
        details: { reason: approval.reason, fingerprint },
      });
    }
    const complete = await settleApproval(context, trx, update);
    const again = isNew && publish?.state === "failed";
    if (again) await tryAgain(publish);
    return { person, decision: approval.decision, complete: complete || again };

    async function tryAgain(failed: StepRecord): Promise<void> {
      await setStep(trx, updateId, failed, { state: "ready", ready_at: context.clock.now(), reason: "", message: "" });
      await queueStep(context, trx, update, failed);
    }
  });
  context.changed(updateId);
  return given;
}

/** Throws CONFLICT when a text that was handed in again, or an older one, meets a word that counts no longer. */
async function requireCounting(
  trx: Kysely<Database>,
  updateId: string,
  person: string,
  decision: Approval["decision"],
): Promise<void> {
  if ((await approvalsOf(trx, updateId)).some((one) => one.person === person && one.decision === decision)) return;
  throw new SamedayError(
    "CONFLICT",
    `What ${person} signed for ${updateId} no longer counts, since something changed after it. Read it anew and sign again.`,
  );
}

/** Throws CONFLICT when an embargo goes on longer than the approval counts: at its end nothing would be published. */
function requireReach({ until }: Pick<Approval, "until">, embargoUntil: Date | null): void {
  if (embargoUntil === null || new Date(until) > embargoUntil) return;
  throw new SamedayError(
    "CONFLICT",
    `The approval would end on ${formatInstant(new Date(until))}, before the embargo does on ${formatInstant(embargoUntil)}. ` +
      "Sign it later, or let approvals count longer (approval-days in the policy).",
  );
}

/**
 * What a command or program asks before it lets somebody sign: whether the word would be taken at this hour.
 * Throws CONFLICT that says why not.
 */
export function requireOffer(
  { clock, definition }: Pick<LineContext, "clock" | "definition">,
  { update, steps }: { readonly update: UpdateRecord; readonly steps: readonly StepRecord[] },
  decision: Approval["decision"],
): void {
  requireOpen(update, "approved");
  requireTurn(steps, decision);
  const until = approvalEnd(clock.now(), definition.policy.approvalDays);
  requireReach({ until }, update.embargo_until);
}

/** Throws CONFLICT that says why no word is taken now. */
function requireTurn(steps: readonly StepRecord[], decision: Approval["decision"]): void {
  const decisions = decisionsNow(steps);
  if (decisions.includes(decision)) return;
  const stateOf = (name: StepRecord["step"]) => steps.find((step) => step.step === name)?.state;
  throw new SamedayError(
    "CONFLICT",
    decisions.length > 0
      ? "There is nothing to override: every proof and test has passed."
      : stateOf("approve") !== "done"
        ? "It cannot be approved yet: steps before the approval have not ended."
        : stateOf("publish") === "running"
          ? "It is approved already, and being published right now."
          : "It is approved already.",
  );
}
