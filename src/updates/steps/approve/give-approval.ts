import type { Person } from "../../../distribution/index.ts";
import { type Approval, formatApproval, parseApproval } from "../../../evidence/index.ts";
import { SamedayError } from "../../../kernel/index.ts";
import { verifyClearsigned } from "../../../openpgp/index.ts";
import { appendAudit } from "../../../store/index.ts";
import type { LineContext } from "../../context.ts";
import { requireOpen } from "../../line/require-open.ts";
import { keyFilesOf, personByFingerprint } from "../../people.ts";
import { putApproval } from "../../records/approvals.ts";
import { filesOf } from "../../records/files.ts";
import { stepsOf } from "../../records/steps.ts";
import { lockUpdate, type UpdateRecord } from "../../records/updates.ts";
import { approvalFor } from "./approval-text.ts";
import { settleApproval } from "./settle-approval.ts";

export interface GivenApproval {
  readonly person: string;
  readonly decision: Approval["decision"];
  /** Whether the update goes on now. */
  readonly complete: boolean;
}

/**
 * Takes a clear-signed approval or override. The signature is the authority; who is logged in plays no part.
 * Throws SIGNATURE_BAD, SIGNER_NOT_ALLOWED, INPUT_INVALID (not an approval), CONFLICT (other hashes, or not its turn).
 */
export async function giveApproval(context: LineContext, updateId: string, signedText: string): Promise<GivenApproval> {
  const { definition, runner } = context;
  const verified = await verifyClearsigned(runner, {
    message: Buffer.from(signedText),
    keyringFile: keyFilesOf(definition),
  });
  const person = personByFingerprint(definition, verified.fingerprints);
  const approval = readApproval(verified.signedText);
  const given = await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, updateId);
    requireOpen(update, "approved");
    requireRight(person, update);
    requireSameHashes(
      approval,
      update,
      approvalFor(update, await filesOf(trx, updateId), approval.decision, approval.reason),
    );
    const steps = await stepsOf(trx, updateId);
    requireTurn(steps.find((step) => step.step === "approve")?.state);
    const isNew = await putApproval(trx, {
      update_id: updateId,
      person: person.id,
      decision: approval.decision,
      reason: approval.reason,
      signed_text: signedText,
      fingerprint: verified.fingerprints[0] ?? "",
      signed_at: verified.signedAt,
      given_at: context.clock.now(),
    });
    if (isNew) {
      await appendAudit(trx, {
        at: context.clock.now(),
        actor: person.id,
        action: approval.decision,
        object: updateId,
        details: { reason: approval.reason, fingerprint: verified.fingerprints[0] ?? "" },
      });
    }
    const complete = await settleApproval(context, trx, update);
    return { person: person.id, decision: approval.decision, complete };
  });
  context.changed(updateId);
  return given;
}

/** The text as parsed, refused unless it is exactly what we would have written: what people read is what counts. */
function readApproval(text: Uint8Array): Approval {
  const { value, problems } = parseApproval(Buffer.from(text).toString("utf8"));
  const [problem] = problems;
  if (problem)
    throw new SamedayError("INPUT_INVALID", `Line ${problem.place.line} of the signed text: ${problem.message}`);
  if (!value) throw new SamedayError("INPUT_INVALID", "The signed text is not an approval.");
  return value;
}

function requireRight(person: Person, update: UpdateRecord): void {
  if (person.role !== "full") {
    throw new SamedayError("SIGNER_NOT_ALLOWED", `${person.id} is ${person.role}; only full members release.`);
  }
  if (person.id === update.uploader) {
    throw new SamedayError(
      "SIGNER_NOT_ALLOWED",
      `${person.id} uploaded ${update.id}; somebody else has to approve it.`,
    );
  }
}

function requireSameHashes(given: Approval, update: UpdateRecord, expected: Approval): void {
  if (formatApproval(given) === formatApproval(expected)) return;
  throw new SamedayError("CONFLICT", `The signed text is not about ${update.id} as it is now: names or hashes differ.`);
}

function requireTurn(state: string | undefined): void {
  if (state === "ready" || state === "running") return;
  throw new SamedayError(
    "CONFLICT",
    state === "done"
      ? "It is approved already."
      : "It cannot be approved yet: steps before the approval have not ended.",
  );
}
