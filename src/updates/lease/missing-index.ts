import { SamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { isHeld } from "../line/hold.ts";
import { queueStep } from "../line/queue-step.ts";
import type { StepKey } from "../line/state.ts";
import { getStep, setStep } from "../records/steps.ts";
import { lockUpdate, type UpdateRecord } from "../records/updates.ts";
import type { LeftOut } from "../suites.ts";
import { BUILD_ROLES, releaseNamed, withoutLeftOut } from "./make-lease.ts";

/*
 * A mirror may lack the index of a suite for one architecture. Built without the security suite, a fix could be linked
 * with a library that has holes; so by default the step waits. The policy may say that it goes on without the suite.
 */

/** A mirror between two pushes is whole again within minutes. */
const LOOK_AGAIN_MS = 5 * 60_000;
/** What is missing for so long does not come by itself: then a person is asked, as for the desk's own steps. */
const PATIENCE_MS = 12 * 3_600_000;

/** The suite that a builder's step has to wait for; undefined when it may begin. A machine uses the main suite alone. */
export async function indexToWaitFor(
  context: LineContext,
  update: UpdateRecord,
  key: StepKey,
): Promise<LeftOut | undefined> {
  if (context.definition.policy.missingIndex === "leave-out" || key.step === "machine") return undefined;
  const used = releaseNamed(context, update.release).suites.filter(({ role }) => BUILD_ROLES.has(role));
  return withoutLeftOut(used, await context.suites.leftOut(update.release, key.architecture)).leftOut[0];
}

/**
 * Gives a step back to be looked at again in some minutes, with the reason for the board; one that was lost to another
 * meanwhile is theirs. Throws ARCHIVE_UNREACHABLE once it has waited longer than is worth it.
 */
export async function setAside(
  context: LineContext,
  jobId: string,
  key: StepKey & { readonly update: string },
  { suite, reason }: LeftOut,
): Promise<void> {
  const now = context.clock.now();
  const message = `The index of ${suite} for ${key.architecture} is missing, and the policy waits for it: ${reason}`;
  const { row } = await getStep(context.store.db, key.update, key);
  if (now.getTime() - (row.ready_at?.getTime() ?? now.getTime()) >= PATIENCE_MS) {
    throw new SamedayError("ARCHIVE_UNREACHABLE", message);
  }
  await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, key.update);
    const held = await isHeld(trx, update.id, key, { jobId, attempt: row.attempt });
    if (!held || !(await context.jobs.complete(trx, jobId))) return;
    const words = { reason: "ARCHIVE_UNREACHABLE", message, job_id: null };
    await setStep(trx, update.id, key, { state: "ready", ...words });
    await queueStep(context, trx, update, key, new Date(now.getTime() + LOOK_AGAIN_MS));
  });
  context.changed(key.update);
}
