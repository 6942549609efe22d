import type { Person } from "../distribution/index.ts";
import { isSealedId, SamedayError } from "../kernel/index.ts";
import { actOn, requireFull, requirePreparer } from "./acting.ts";
import type { LineContext } from "./context.ts";
import { clearQueues } from "./line/clear-queues.ts";
import { queueStep } from "./line/queue-step.ts";
import { requireNotOut, requireNotWithSigner } from "./line/require-not-out.ts";
import { requireOpen } from "./line/require-open.ts";
import { type StepKey, stepLabel } from "./line/state.ts";
import { definitionOf } from "./line/steps.ts";
import { getStep, setStep, stepsOf } from "./records/steps.ts";
import { closeUpdate, type UpdateRecord, uploadersOf } from "./records/updates.ts";

/** What people may do with an update besides approving it. Each writes its audit entry in the same transaction. */

/**
 * Releases an approved, embargoed update now. The second of two people who press at once gets CONFLICT; one that names a
 * sealed issue gets ISSUE_SEALED, whoever presses.
 */
export async function publishNow(context: LineContext, updateId: string, person: Person): Promise<void> {
  requireFull(person, "publish");
  await actOn(context, { updateId, person, action: "publish" }, async (trx, update) => {
    requireOpen(update, "published");
    requireDisclosed(update);
    const publish = (await stepsOf(trx, updateId)).find((step) => step.step === "publish");
    if (publish?.state !== "ready" || update.publish_said_at !== null) {
      throw new SamedayError(
        "CONFLICT",
        `${updateId} is not waiting to be published: somebody was first, or it is not approved.`,
      );
    }
    const now = context.clock.now();
    await trx.updateTable("update").set({ publish_said_at: now }).where("id", "=", updateId).execute();
    await setStep(trx, updateId, publish, { ready_at: now });
    await queueStep(context, trx, { ...update, publish_said_at: now }, publish);
  });
}

function requireDisclosed({ id, issues }: UpdateRecord): void {
  const sealed = issues.filter(isSealedId);
  if (sealed.length === 0) return;
  const [names, have] = [sealed.join(" and "), sealed.length === 1 ? "has" : "have"];
  throw new SamedayError(
    "ISSUE_SEALED",
    `${id} fixes ${names}, which ${have} no public record yet: users could not be told what it is for.`,
  );
}

/** Tries a step again that could not be done. What follows a publication may be tried again after it. */
export async function retryStep(context: LineContext, updateId: string, key: StepKey, person: Person): Promise<void> {
  requirePreparer(person, "try a step again");
  await actOn(
    context,
    { updateId, person, action: "retry", details: { step: stepLabel(key) } },
    async (trx, update) => {
      const afterwards = update.state === "published" && definitionOf(key).after.includes("publish");
      if (!afterwards) requireOpen(update, "tried again");
      const step = await getStep(trx, updateId, key);
      if (step.state !== "failed")
        throw new SamedayError("CONFLICT", `${stepLabel(key)} of ${updateId} has not failed.`);
      await setStep(trx, updateId, key, { state: "ready", ready_at: context.clock.now(), reason: "", message: "" });
      await queueStep(context, trx, update, key);
    },
  );
}

/** Sends an update back: it ends, with the reason, and a better source may come for the same version. */
export async function withdrawUpdate(
  context: LineContext,
  updateId: string,
  reason: string,
  person: Person,
): Promise<void> {
  if (reason.trim() === "") throw new SamedayError("INPUT_INVALID", "Sending an update back needs a reason.");
  const tries = await requireNotOut(context, updateId);
  await actOn(context, { updateId, person, action: "withdraw", details: { reason } }, async (trx, update) => {
    if (person.role !== "full" && !uploadersOf(update).includes(person.id)) {
      throw new SamedayError("NOT_ALLOWED", "Only full members and its uploaders send an update back.");
    }
    requireOpen(update, "sent back");
    requireNotWithSigner(updateId, await stepsOf(trx, updateId), tries);
    await closeUpdate(trx, updateId, "withdrawn", reason);
  });
  await clearQueues(context);
}

export interface TestReport {
  readonly verdict: "works" | "breaks";
  readonly note: string;
}

/** A tester's word about an update in its queue. Auditors read only: theirs is not taken. */
export async function reportTest(
  context: LineContext,
  updateId: string,
  { verdict, note }: TestReport,
  person: Person,
): Promise<void> {
  if (person.role === "auditor") throw new SamedayError("NOT_ALLOWED", "Auditors do not report tests.");
  await actOn(context, { updateId, person, action: `test ${verdict}` }, async (trx, update) => {
    requireOpen(update, "reported on");
    const at = context.clock.now();
    await trx
      .insertInto("tester_report")
      .values({ update_id: updateId, tester: person.id, verdict, note, at })
      .execute();
  });
}
