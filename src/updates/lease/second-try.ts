import type { Kysely } from "kysely";
import type { Finish } from "../../builder/index.ts";
import { appendAudit, type Database } from "../../store/index.ts";
import type { LineContext } from "../context.ts";
import { queueStep } from "../line/queue-step.ts";
import { type StepKey, stepLabel } from "../line/state.ts";
import { type StepRecord, setStep, statementOf } from "../records/steps.ts";
import type { UpdateRecord } from "../records/updates.ts";

const REASON = "does-not-build";

/**
 * Whether a proof is tried once more by itself: the same source was built before, so a second build that breaks off is as
 * likely a test of the package that goes by the clock as a difference worth a person's time. Once: what fails twice, or
 * after somebody had it tried again, waits for people. Its failed statement stays with the step until the next one.
 */
export function deservesSecondTry(step: StepRecord, finish: Finish): finish is Finish & { outcome: "failed" } {
  return step.step === "prove" && finish.outcome === "failed" && finish.reason === REASON && !brokeOffBefore(step);
}

/** Gives the proof out again, and says in the audit log why. The log of the first try is kept under its number. */
export async function giveSecondTry(
  context: LineContext,
  trx: Kysely<Database>,
  update: UpdateRecord,
  key: StepKey,
  party: string,
  { message, envelope }: Finish & { outcome: "failed" },
): Promise<void> {
  const at = context.clock.now();
  await setStep(trx, update.id, key, {
    ...{ state: "ready", result: null, ready_at: at, job_id: null, envelope },
    message: `The second build broke off once. ${message}`,
  });
  await appendAudit(trx, {
    at,
    actor: party,
    action: "step failed, tried again",
    object: update.id,
    details: { step: stepLabel(key), message },
  });
  await queueStep(context, trx, update, key);
}

/** What is added to a proof's sentence when it took a second try. */
export function afterFirstTry(step: StepRecord): string {
  return step.step === "prove" && brokeOffBefore(step) ? " A try before did not build; its log is kept." : "";
}

/** Whether the step still holds the statement of a try that did not build. */
function brokeOffBefore(step: StepRecord): boolean {
  const findings = statementOf(step)?.predicate.findings as { readonly reason?: unknown } | undefined;
  return findings?.reason === REASON;
}
