import { queueFor } from "../queues.ts";
import { stepsOf } from "../records/steps.ts";
import type { DeskStep } from "./desk-step.ts";
import { withOfferedFiles } from "./offer-files.ts";
import { subjectsOf } from "./subjects.ts";

/** Puts what was built into the queue, so that testers can install it while it is still being proved. */
export const queueStep: DeskStep = async (context, update) => {
  const queue = queueFor(context.definition, update.embargoed);
  const steps = await stepsOf(context.store.db, update.id);
  const envelopes = steps.filter((step) => step.step === "build").map((step) => step.row.envelope);
  const put = await withOfferedFiles(context, update.id, (files) =>
    context.signer.enqueue({ queue: queue.name, release: update.release, update: update.id, files, envelopes }),
  );
  return {
    result: "passed",
    message: `Testers can install it from ${put.suite}${queue.embargoed ? " with their personal token" : ""}.`,
    subjects: await subjectsOf(context, update.id),
    findings: { queue: queue.name, suite: put.suite, snapshot: put.snapshot },
    tools: [],
  };
};
