import type { Kysely } from "kysely";
import { isSealedId } from "../../kernel/index.ts";
import type { Database } from "../../store/index.ts";
import type { LineContext } from "../context.ts";
import type { UpdateRecord } from "../records/updates.ts";
import { type StepKey, stepLabel } from "./state.ts";
import { definitionOf } from "./steps.ts";

/** What a queued job carries: the step's name; all else is read from the tables when it runs. */
export interface StepJob extends StepKey {
  readonly update: string;
}

export const DESK_QUEUE = "desk";

/** Embargoed work has lanes of its own, so that a builder without that trust cannot even see it. */
export function builderQueue(architecture: string, embargoed: boolean): string {
  return `builder-${architecture}-${embargoed ? "embargoed" : "public"}`;
}

/** The first build of a new update goes before the proofs of another: the clock is ticking for it. */
const PRIORITY: Readonly<Record<string, number>> = { build: 30, machine: 20, test: 10 };

/**
 * Queues a ready step for whoever does it. A person's step is queued for nobody.
 * An embargoed update's publication waits for its hour or for a word; while there is neither, nothing is queued. Neither is
 * one that names a sealed issue: its disclosure takes the approvals back, and the next one queues it.
 * `notBefore` is for a builder's step that was set aside.
 */
export async function queueStep(
  context: LineContext,
  trx: Kysely<Database>,
  update: UpdateRecord,
  key: StepKey,
  notBefore?: Date,
): Promise<void> {
  const { by } = definitionOf(key);
  if (by === "person") return;
  const held = key.step === "publish" && update.embargoed && update.publish_said_at === null;
  if (held && (!update.embargo_until || update.issues.some(isSealedId))) return;
  const job: StepJob = { update: update.id, step: key.step, kind: key.kind, architecture: key.architecture };
  const startAfter = held ? update.embargo_until : notBefore;
  await context.jobs.send(trx, {
    queue: by === "desk" ? DESK_QUEUE : builderQueue(key.architecture, update.embargoed),
    data: job,
    singletonKey: keyOf(update.id, key),
    priority: PRIORITY[key.step] ?? 0,
    ...(startAfter ? { startAfter } : {}),
  });
}

/**
 * Takes a queued publication back: the hour for which it was queued, or the word that queued it, was about what is approved
 * no more. What is approved next has an hour or a word of its own.
 */
export async function unqueuePublication(context: LineContext, trx: Kysely<Database>, updateId: string): Promise<void> {
  const key = { step: "publish", kind: "", architecture: "" } as const;
  await context.jobs.unsend(trx, { queue: DESK_QUEUE, singletonKey: keyOf(updateId, key) });
}

function keyOf(updateId: string, key: StepKey): string {
  return `${updateId} ${stepLabel(key)}`;
}
