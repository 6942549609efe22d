import type { DeadJob } from "../../jobs/index.ts";
import { appendAudit } from "../../store/index.ts";
import type { LineContext } from "../context.ts";
import { getStep, setStep } from "../records/steps.ts";
import { lockUpdate } from "../records/updates.ts";
import type { StepJob } from "./queue-step.ts";
import { stepLabel } from "./state.ts";

/**
 * Looks after jobs that failed too often. One whose step waits for something that passes by itself (a full disk, a
 * signer that is away) is put back; any other becomes the step's failure, so that a person is asked and nothing is
 * forgotten. To be called now and then, and at each start.
 */
export async function tendDeadJobs(context: LineContext): Promise<void> {
  let problem: unknown;
  for (const job of await context.jobs.dead()) {
    // One that cannot be looked after keeps no other from it.
    await tendOne(context, job).catch((error) => {
      problem ??= error;
    });
  }
  if (problem !== undefined) throw problem;
}

async function tendOne(context: LineContext, job: DeadJob): Promise<void> {
  const step = job.data as StepJob;
  await context.store.transaction(async (trx) => {
    await lockUpdate(trx, step.update);
    const { state, row } = await getStep(trx, step.update, step);
    const waitsForPassing = state === "ready" && row.reason !== "";
    // Another job may have taken the step up since: what it does is not this one's failure.
    const isOthers = state === "running" && row.job_id?.startsWith(job.heldAs) !== true;
    if (waitsForPassing || isOthers || (state !== "running" && state !== "ready")) return;
    const message = `It was tried ${job.attempts} times and never ended: ${job.reason}`;
    await setStep(trx, step.update, step, { state: "failed", result: null, reason: "lost", message, job_id: null });
    const details = { step: stepLabel(step), message };
    const at = context.clock.now();
    await appendAudit(trx, { at, actor: "desk", action: "step failed", object: step.update, details });
  });
  // Put back in every case: it goes on, or it finds that there is nothing to do and ends, and is dead no more.
  await context.jobs.revive(job.id);
  context.changed(step.update);
}
