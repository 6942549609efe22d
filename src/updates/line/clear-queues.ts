import { SamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { queueFor } from "../queues.ts";
import type { UpdateRecord } from "../records/updates.ts";
import type { StepKey } from "./state.ts";

const QUEUE: StepKey = { step: "queue", kind: "", architecture: "" };
/** Stands in the queue step's reason once the signer has taken the files out again. */
const TAKEN_OUT = "taken-out";

type Queued = Pick<UpdateRecord, "id" | "release" | "embargoed">;

/** Takes an update out of its queue and remembers it. Taking out what is not there is no error to the signer. */
export async function takeOutOfQueue(context: LineContext, update: Queued): Promise<void> {
  const { name } = queueFor(context.definition, update.embargoed);
  await context.signer.dequeue({ queue: name, release: update.release, update: update.id });
  // One that is being done may put its files in after this: it is asked for again until it has ended.
  await context.store.db
    .updateTable("step")
    .set({ reason: TAKEN_OUT })
    .where("update_id", "=", update.id)
    .where("step", "=", QUEUE.step)
    .where("state", "!=", "running")
    .execute();
}

/**
 * Takes withdrawn and published updates out of their queues, so that no tester installs what was sent back. Called after
 * each withdrawal and again now and then: when the signer is away the files stay until it is back. A try at queueing
 * that failed, or was cut off, may have put files there too.
 */
export async function clearQueues(context: LineContext): Promise<void> {
  const left = await context.store.db
    .selectFrom("update")
    .innerJoin("step", "step.update_id", "update.id")
    .select(["update.id", "update.release", "update.embargoed"])
    .where("update.state", "in", ["withdrawn", "published"])
    .where("step.step", "=", QUEUE.step)
    .where("step.state", "!=", "waiting")
    .where("step.attempt", ">", 0)
    .where("step.reason", "!=", TAKEN_OUT)
    .execute();
  for (const update of left) {
    try {
      await takeOutOfQueue(context, update);
    } catch (error) {
      // Tried again at the next call: the signer may be away, or the queue may have left the definition.
      if (!(error instanceof SamedayError)) throw error;
    }
  }
}
