import { buildStatement, type Statement, signStatement } from "../../evidence/index.ts";
import { type ErrorCode, type SamedayError, toSamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { endStep, type StepOutcome, startStep } from "../line/move.ts";
import type { StepJob } from "../line/queue-step.ts";
import { putFiles, type UpdateFile } from "../records/files.ts";
import { setStep } from "../records/steps.ts";
import { lockUpdate, markPublished, type UpdateRecord } from "../records/updates.ts";
import type { DeskFinding } from "./desk-step.ts";
import { DESK_STEPS } from "./desk-steps.ts";

const PARTY = "desk";
/** With the queue's pauses this is some hours; then a person is asked. */
const MOST_ATTEMPTS = 30;

/** What passes by itself or is mended outside: the job is repeated later, and the step says meanwhile why it waits. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  "DISK_FULL",
  "SIGNER_UNREACHABLE",
  "STORE_UNAVAILABLE",
  "ARCHIVE_UNREACHABLE",
  "PROCESS_TIMED_OUT",
]);

/** Does one step of the desk from its job. A job that comes again after a kill finds what was done, and ends. */
export async function runDeskStep(context: LineContext, job: StepJob, jobId: string): Promise<void> {
  const begun = await startStep(context, job.update, job, PARTY, jobId);
  if (!begun) return;
  const started = context.clock.now();
  let outcome: StepOutcome;
  let files: readonly UpdateFile[] = [];
  let isOut = false;
  try {
    const finding = await DESK_STEPS[job.step](context, begun.update, job);
    const envelope = signStatement(statementOf(context, begun.update, job, started, finding), context.evidenceKey);
    files = finding.files ?? [];
    isOut = finding.isOut === true;
    outcome = { state: "done", result: finding.result, message: finding.message, envelope };
  } catch (thrown) {
    const error = toSamedayError(thrown);
    if (PASSING.has(error.code) && begun.step.row.attempt < MOST_ATTEMPTS) return waitAndRepeat(context, job, error);
    outcome = { state: "failed", reason: error.code, message: `${error.message} ${error.next}`, envelope: "" };
  }
  await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, job.update);
    await putFiles(trx, files);
    if (isOut) await markPublished(trx, update.id, context.clock.now());
    await endStep(context, trx, update, job, PARTY, outcome);
  });
  context.changed(job.update);
}

async function waitAndRepeat(context: LineContext, job: StepJob, error: SamedayError): Promise<never> {
  await setStep(context.store.db, job.update, job, { state: "ready", reason: error.code, message: error.message });
  context.changed(job.update);
  throw error;
}

function statementOf(
  context: LineContext,
  update: UpdateRecord,
  job: StepJob,
  started: Date,
  finding: DeskFinding,
): Statement {
  return buildStatement(finding.subjects, {
    update: update.id,
    source: update.source,
    version: update.version,
    release: update.release,
    architecture: job.architecture,
    step: job.step,
    result: finding.result,
    party: PARTY,
    started: started.toISOString(),
    finished: context.clock.now().toISOString(),
    tools: finding.tools,
    findings: finding.findings,
  });
}
