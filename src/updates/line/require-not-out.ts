import { SamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { getStep, setStep, stepsOf } from "../records/steps.ts";
import { getUpdate, lockUpdate } from "../records/updates.ts";
import { queueStep } from "./queue-step.ts";
import type { StepStatus } from "./state.ts";

/**
 * Makes sure that the signer has not released an update whose publication was tried: its answer may have been lost. When
 * it has, the publication is brought to its end. Answers how often it was tried, to be compared under the lock by
 * `requireNotWithSigner`. Throws CONFLICT when users have it, SIGNER_UNREACHABLE when nobody can say.
 */
export async function requireNotOut(context: LineContext, updateId: string): Promise<number> {
  const update = await getUpdate(context.store.db, updateId);
  const step = (await stepsOf(context.store.db, updateId)).find((one) => one.step === "publish");
  const tries = step?.row.attempt ?? 0;
  if (!step || tries === 0 || update.state !== "open" || step.state === "running") return tries;
  const { release, id, source, version } = update;
  if (!(await context.signer.standing({ release, update: id, source, version }))) return tries;
  await context.store.transaction(async (trx) => {
    await lockUpdate(trx, id);
    const { state } = await getStep(trx, id, step);
    if (state !== "failed" && state !== "ready") return;
    await setStep(trx, id, step, { state: "ready", ready_at: context.clock.now(), reason: "", message: "" });
    await queueStep(context, trx, { ...update, embargoed: false }, step);
  });
  context.changed(id);
  throw new SamedayError(
    "CONFLICT",
    `${id} is out: the signer had published it and the answer was lost. Its publication is brought to its end now.`,
  );
}

/** Under the update's lock: throws CONFLICT when its publication runs, or was tried again since `tries` were counted. */
export function requireNotWithSigner(
  id: string,
  steps: readonly (StepStatus & { readonly row: { readonly attempt: number } })[],
  tries: number,
): void {
  const publish = steps.find((step) => step.step === "publish");
  if (publish?.state !== "running" && publish?.row.attempt === tries) return;
  throw new SamedayError("CONFLICT", `${id} is with the signer, to be published: users may have it already.`);
}
