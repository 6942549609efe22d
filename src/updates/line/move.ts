import type { Kysely } from "kysely";
import { appendAudit, type Database } from "../../store/index.ts";
import type { LineContext } from "../context.ts";
import { getStep, type StepRecord, setStep, stepsOf } from "../records/steps.ts";
import { lockUpdate, type UpdateRecord } from "../records/updates.ts";
import { nextSteps } from "./advance.ts";
import { queueStep } from "./queue-step.ts";
import { type StepKey, type StepResult, stepLabel } from "./state.ts";
import { definitionOf } from "./steps.ts";

export type StepOutcome =
  | { readonly state: "done"; readonly result: StepResult; readonly message: string; readonly envelope: string }
  | { readonly state: "failed"; readonly reason: string; readonly message: string; readonly envelope: string };

/**
 * Takes a step up. Answers null when there is nothing to do: it is done already, or its update has ended.
 * A step found `running` is taken up again: whoever ran it was lost, and every step may be repeated.
 */
export async function startStep(
  context: LineContext,
  updateId: string,
  key: StepKey,
  party: string,
  jobId: string | null,
): Promise<{ update: UpdateRecord; step: StepRecord } | null> {
  const started = await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, updateId);
    const step = await getStep(trx, updateId, key);
    if (step.state !== "ready" && step.state !== "running") return null;
    if (!goesOn(update, key)) {
      // Nobody will end it any more: it must not look as if somebody were at work.
      await setStep(trx, updateId, key, { ...ENDED, result: null, job_id: null, finished_at: context.clock.now() });
      return null;
    }
    const attempt = step.row.attempt + 1;
    await setStep(trx, updateId, key, {
      state: "running",
      party,
      attempt,
      started_at: context.clock.now(),
      job_id: jobId,
      reason: "",
      message: "",
    });
    return { update, step: { ...step, state: "running" as const, row: { ...step.row, attempt, party } } };
  });
  if (started) context.changed(updateId);
  return started;
}

const ENDED = {
  state: "failed",
  reason: "ended",
  message: "The update ended before this step did.",
} as const;

/** What is sent back stops; what is published still has to be told, and a machine upgraded. */
function goesOn(update: UpdateRecord, key: StepKey): boolean {
  return update.state === "open" || (update.state === "published" && definitionOf(key).after.includes("publish"));
}

/** Writes how a step ended, its audit entry and what follows, in the caller's transaction. */
export async function endStep(
  context: LineContext,
  trx: Kysely<Database>,
  update: UpdateRecord,
  key: StepKey,
  party: string,
  outcome: StepOutcome,
): Promise<void> {
  await setStep(trx, update.id, key, {
    state: outcome.state,
    result: outcome.state === "done" ? outcome.result : null,
    reason: outcome.state === "failed" ? outcome.reason : "",
    message: outcome.message,
    envelope: outcome.envelope,
    party,
    finished_at: context.clock.now(),
    job_id: null,
  });
  await appendAudit(trx, {
    at: context.clock.now(),
    actor: party,
    action: outcome.state === "done" ? `step ${outcome.result}` : "step failed",
    object: update.id,
    details: { step: stepLabel(key), message: outcome.message },
  });
  await openNextSteps(context, trx, update);
}

/** Sets ready what may start now and queues it; nothing of an update that was sent back. Calling it again changes nothing. */
export async function openNextSteps(context: LineContext, trx: Kysely<Database>, update: UpdateRecord): Promise<void> {
  if (update.state !== "open" && update.state !== "published") return;
  for (const key of nextSteps(await stepsOf(trx, update.id))) {
    await setStep(trx, update.id, key, { state: "ready", ready_at: context.clock.now() });
    await queueStep(context, trx, update, key);
  }
}
