import { SamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { queueFor } from "../queues.ts";
import { setStep } from "../records/steps.ts";
import type { StepKey } from "./state.ts";

const QUEUE: StepKey = { step: "queue", kind: "", architecture: "" };
/** Stands in the queue step's reason once the signer has taken the files out again. */
const TAKEN_OUT = "taken-out";

/**
 * Takes withdrawn updates out of their queues, so that no tester installs what was sent back. Called after each withdrawal
 * and again now and then: when the signer is away the files stay until it is back.
 */
export async function clearQueues(context: LineContext): Promise<void> {
  const { db } = context.store;
  const left = await db
    .selectFrom("update")
    .innerJoin("step", "step.update_id", "update.id")
    .select(["update.id", "update.release", "update.embargoed"])
    .where("update.state", "=", "withdrawn")
    .where("step.step", "=", QUEUE.step)
    .where("step.state", "=", "done")
    .where("step.reason", "!=", TAKEN_OUT)
    .execute();
  for (const { id, release, embargoed } of left) {
    try {
      const { name } = queueFor(context.definition, embargoed);
      await context.signer.dequeue({ queue: name, release, update: id });
      await setStep(db, id, QUEUE, { reason: TAKEN_OUT });
    } catch (error) {
      // Tried again at the next call: the signer may be away, or the queue may have left the definition.
      if (!(error instanceof SamedayError)) throw error;
    }
  }
}
