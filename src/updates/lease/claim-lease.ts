import type { Lease } from "../../builder/index.ts";
import { SamedayError, toSamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { endStep, type StepOutcome, startStep } from "../line/move.ts";
import { builderQueue, type StepJob } from "../line/queue-step.ts";
import { stepLabel } from "../line/state.ts";
import { getUpdate, lockUpdate, type UpdateRecord } from "../records/updates.ts";
import type { LeaseHolder } from "./finish-lease.ts";
import { makeLease } from "./make-lease.ts";
import { indexToWaitFor, setAside } from "./missing-index.ts";
import { noMachineToFix } from "./no-machine.ts";

/** A builder as the server knows it: from the definition, never from its own words. */
export interface KnownBuilder {
  readonly name: string;
  readonly publicKey: string;
  readonly architectures: readonly string[];
  readonly embargoed: boolean;
}

/** The next piece of work for this builder, embargoed work first; null when there is none. */
export async function claimLease(context: LineContext, builder: KnownBuilder): Promise<Lease | null> {
  for (const architecture of builder.architectures) {
    for (const embargoed of builder.embargoed ? [true, false] : [false]) {
      const lease = await claimFrom(context, builder, builderQueue(architecture, embargoed));
      if (lease) return lease;
    }
  }
  return null;
}

async function claimFrom(context: LineContext, builder: KnownBuilder, queue: string): Promise<Lease | null> {
  const seen = new Set<string>();
  for (;;) {
    const job = await context.jobs.fetch<StepJob>(queue);
    if (!job) return null;
    // A step that was set aside and is due again at once, as under a clock that lags behind the database's.
    const name = `${job.data.update} ${stepLabel(job.data)}`;
    if (seen.has(name)) return giveBack(context, job.id);
    seen.add(name);
    const begun = await startStep(context, job.data.update, job.data, `builder:${builder.name}`, job.id);
    if (!begun) {
      await context.jobs.complete(context.store.db, job.id);
      continue;
    }
    const lease = await leaseOrFailure(context, job.id, job.data, begun.update, builder);
    if (lease) return lease;
  }
}

async function giveBack(context: LineContext, jobId: string): Promise<null> {
  await context.jobs.fail(context.store.db, jobId, "It was looked at a moment ago.");
  return null;
}

/** A lease that cannot be made (a keyring is gone) is the step's failure; one that nobody needs ends the step. */
async function leaseOrFailure(
  context: LineContext,
  jobId: string,
  key: StepJob,
  update: UpdateRecord,
  builder: KnownBuilder,
): Promise<Lease | null> {
  try {
    const missing = await indexToWaitFor(context, update, key);
    if (missing) {
      await setAside(context, jobId, key, missing);
      return null;
    }
    const unneeded = await noMachineToFix(context, update, key);
    if (!unneeded) return await makeLease(context, jobId, update, key);
    await endUnleased(context, jobId, update, key, "desk", unneeded);
  } catch (thrown) {
    const error = toSamedayError(thrown);
    const outcome = { state: "failed", reason: error.code, message: error.message, envelope: "" } as const;
    await endUnleased(context, jobId, update, key, `builder:${builder.name}`, outcome);
  }
  return null;
}

async function endUnleased(
  context: LineContext,
  jobId: string,
  update: UpdateRecord,
  key: StepJob,
  party: string,
  outcome: StepOutcome,
): Promise<void> {
  await context.store.transaction(async (trx) => {
    const locked = await lockUpdate(trx, update.id);
    // Lost to another meanwhile: what comes of the step is theirs to say.
    if (!(await context.jobs.complete(trx, jobId))) return;
    await endStep(context, trx, locked, key, party, outcome);
  });
  context.changed(update.id);
}

/** Who holds a lease now. Throws CONFLICT when it was lost and given to another, or has ended. */
export async function leaseHolder(context: LineContext, builder: KnownBuilder, leaseId: string): Promise<LeaseHolder> {
  const row = await context.store.db
    .selectFrom("step")
    .selectAll()
    .where("job_id", "=", leaseId)
    .where("state", "=", "running")
    .where("party", "=", `builder:${builder.name}`)
    .executeTakeFirst();
  if (!row) throw new SamedayError("CONFLICT", "This lease has ended or was given to another builder.");
  const key = { step: row.step, kind: row.kind, architecture: row.architecture } as LeaseHolder["key"];
  const update = await getUpdate(context.store.db, row.update_id);
  return { builder: builder.name, publicKey: builder.publicKey, jobId: leaseId, update, key, attempt: row.attempt };
}
