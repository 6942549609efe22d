import { isSealedId, SamedayError } from "../../kernel/index.ts";
import type { Placed } from "../../signer/index.ts";
import type { LineContext } from "../context.ts";
import { takeOutOfQueue } from "../line/clear-queues.ts";
import type { StepKey } from "../line/state.ts";
import { approvalsOf } from "../records/approvals.ts";
import { stepsOf } from "../records/steps.ts";
import type { UpdateRecord } from "../records/updates.ts";
import { recheckApprovals } from "./approve/recheck-approvals.ts";
import type { DeskStep } from "./desk-step.ts";
import { withOfferedFiles } from "./offer-files.ts";
import { subjectsOf } from "./subjects.ts";
import { requireUpdateClock } from "./update-clock.ts";

/**
 * Asks the signer to release the update. The signer checks statements and approvals by itself; this step only hands
 * them over. Publishing twice gives the same suite, so the step may be repeated after a kill at any moment.
 */
export const publishStep: DeskStep = async (context, update) => {
  const { release, id, source, version } = update;
  const standing = await context.signer.standing({ release, update: id, source, version });
  if (!standing) await requireUpdateClock(context, update);
  if (!standing && !isTime(update, context.clock.now())) return "too early";
  // A try before this one got through and its answer was lost: users have it, whatever became of the approvals since.
  if (!standing && !(await recheckApprovals(context, update))) return "put back";
  const published = standing ?? (await askSigner(context, update));
  // Users have it from here on: what goes wrong with the queue must not make it look as if they had not.
  await takeOutOfQueue(context, update).catch(leftToClearQueues);
  return {
    result: "passed",
    message: `Signed and published in ${published.suite}; apt sees it from now on.`,
    subjects: await subjectsOf(context, update.id),
    findings: { suite: published.suite, serial: published.serial, snapshot: published.snapshot },
    tools: [],
    // Written together with the step's end: a kill in between must find the update as it was and publish it again.
    isOut: true,
  };
};

/**
 * Whether it may go out now. Asked of the update as it stands: the job may have been queued for an hour or a word that was
 * taken back while it was held.
 */
function isTime({ issues, embargoed, embargo_until, publish_said_at }: UpdateRecord, now: Date): boolean {
  // Somebody has named a sealed issue since this was queued: its disclosure comes first.
  if (issues.some(isSealedId)) return false;
  return !embargoed || publish_said_at !== null || (embargo_until !== null && embargo_until <= now);
}

async function askSigner(context: LineContext, update: UpdateRecord): Promise<Placed> {
  const { db } = context.store;
  const envelopes = (await stepsOf(db, update.id))
    .filter((step) => step.row.envelope !== "" && isBuilders(step))
    .map((step) => step.row.envelope);
  const approvals = (await approvalsOf(db, update.id)).map((approval) => approval.signed_text);
  return withOfferedFiles(context, update.id, (files) =>
    context.signer.publish({
      release: update.release,
      update: update.id,
      source: update.source,
      version: update.version,
      uploaderFingerprint: update.uploader_fingerprint,
      files,
      envelopes,
      approvals,
    }),
  );
}

/** Only builders' statements count before the signer; what the desk itself says about an update is for people. */
function isBuilders(step: StepKey): boolean {
  return step.step === "build" || step.step === "test" || (step.step === "prove" && step.kind !== "archive");
}

function leftToClearQueues(thrown: unknown): void {
  if (!(thrown instanceof SamedayError)) throw thrown;
}
