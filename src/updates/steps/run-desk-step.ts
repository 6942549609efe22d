import { type Statement, signStatement } from "../../evidence/index.ts";
import { toSamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { endStep, startStep, type StepOutcome } from "../line/move.ts";
import type { StepJob } from "../line/queue-step.ts";
import { putFiles, type UpdateFile } from "../records/files.ts";
import { lockUpdate, type UpdateRecord } from "../records/updates.ts";
import type { DeskFinding } from "./desk-step.ts";
import { DESK_STEPS } from "./desk-steps.ts";

/** Does one step of the desk from its job. A job that comes again after a kill finds what was done, and ends. */
export async function runDeskStep(context: LineContext, job: StepJob, jobId: string): Promise<void> {
  const party = "desk";
  const begun = await startStep(context, job.update, job, party, jobId);
  if (!begun) return;
  const started = context.clock.now();
  let outcome: StepOutcome;
  let files: readonly UpdateFile[] = [];
  try {
    const finding = await DESK_STEPS[job.step](context, begun.update, job);
    files = finding.files ?? [];
    const envelope = signStatement(statementOf(context, begun.update, job, started, finding), context.evidenceKey);
    outcome = { state: "done", result: finding.result, message: finding.message, envelope };
  } catch (thrown) {
    const error = toSamedayError(thrown);
    outcome = { state: "failed", reason: error.code, message: `${error.message} ${error.next}`, envelope: "" };
  }
  await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, job.update);
    await putFiles(trx, files);
    await endStep(context, trx, update, job, party, outcome);
  });
  context.changed(job.update);
}

function statementOf(
  context: LineContext,
  update: UpdateRecord,
  job: StepJob,
  started: Date,
  finding: DeskFinding,
): Statement {
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: finding.subjects,
    predicateType: `urn:sameday:evidence:${job.step}:v1`,
    predicate: {
      update: update.id,
      source: update.source,
      version: update.version,
      release: update.release,
      architecture: job.architecture,
      step: job.step,
      result: finding.result,
      party: "desk",
      started: started.toISOString(),
      finished: context.clock.now().toISOString(),
      tools: finding.tools,
      findings: finding.findings,
    },
  };
}
