import type { Kysely } from "kysely";
import { buildStatement, type Statement, signStatement } from "../../evidence/index.ts";
import { type ErrorCode, type SamedayError, toSamedayError } from "../../kernel/index.ts";
import type { Database } from "../../store/index.ts";
import type { LineContext } from "../context.ts";
import { type Hold, isHeld } from "../line/hold.ts";
import { endStep, type StepOutcome, startStep } from "../line/move.ts";
import { queueStep, type StepJob } from "../line/queue-step.ts";
import { putFiles, type UpdateFile } from "../records/files.ts";
import { type StepRow, setStep } from "../records/steps.ts";
import { lockUpdate, markPublished, type UpdateRecord } from "../records/updates.ts";
import { settleApproval } from "./approve/settle-approval.ts";
import type { DeskFinding, NotItsTurn } from "./desk-step.ts";
import { DESK_STEPS } from "./desk-steps.ts";

const PARTY = "desk";
/** What has stood in the way for so long does not pass by itself: then a person is asked. */
const PATIENCE_MS = 12 * 3_600_000;

/** What passes by itself or is mended outside: the job is repeated later, and the step says meanwhile why it waits. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  "DISK_FULL",
  "SIGNER_UNREACHABLE",
  "STORE_UNAVAILABLE",
  "ARCHIVE_UNREACHABLE",
  "PROCESS_TIMED_OUT",
  "CLOCK_WENT_BACK",
]);

/**
 * Does one step of the desk from its job. A job that comes again after a kill finds what was done, and ends. A try that was
 * given up for lost meanwhile writes nothing: whoever has the step now, or the person who set it aside, goes before it.
 */
export async function runDeskStep(context: LineContext, job: StepJob, jobId: string): Promise<void> {
  const begun = await startStep(context, job.update, job, PARTY, jobId);
  if (!begun) return;
  const hold: Hold = { jobId, attempt: begun.step.row.attempt };
  const done = await tryStep(context, begun.update, job);
  if (done === "put back") return context.changed(job.update);
  if (done === "too early") return waitForItsTime(context, job, hold);
  const waitedMs = context.clock.now().getTime() - dueSince(begun.update, begun.step.row);
  if (done.passing && waitedMs < PATIENCE_MS) return waitAndRepeat(context, job, hold, done.passing);
  await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, job.update);
    if (!(await isHeld(trx, update.id, job, hold))) return forgetTry(trx, update, job);
    await putFiles(trx, done.files);
    if (done.isOut) await markPublished(trx, update.id, context.clock.now());
    await endStep(context, trx, update, job, PARTY, done.outcome);
    await settleApproval(context, trx, update);
  });
  context.changed(job.update);
}

interface Tried {
  readonly outcome: StepOutcome;
  readonly files: readonly UpdateFile[];
  readonly isOut: boolean;
  /** What stood in the way and passes by itself. */
  readonly passing: SamedayError | null;
}

async function tryStep(context: LineContext, update: UpdateRecord, job: StepJob): Promise<Tried | NotItsTurn> {
  const started = context.clock.now();
  try {
    const finding = await DESK_STEPS[job.step](context, update, job);
    if (typeof finding === "string") return finding;
    const envelope = signStatement(statementOf(context, update, job, started, finding), context.evidenceKey);
    const outcome = { state: "done", result: finding.result, message: finding.message, envelope } as const;
    return { outcome, files: finding.files ?? [], isOut: finding.isOut === true, passing: null };
  } catch (thrown) {
    const error = toSamedayError(thrown);
    const message = `${error.message} ${error.next}`;
    const outcome = { state: "failed", reason: error.code, message, envelope: "" } as const;
    return { outcome, files: [], isOut: false, passing: PASSING.has(error.code) ? error : null };
  }
}

/** Since when the step could be done. Attempts are no measure: they are counted on when a person has it tried again. */
function dueSince(update: UpdateRecord, row: StepRow): number {
  const ready = row.ready_at?.getTime() ?? 0;
  return row.step === "publish" ? Math.max(ready, update.embargo_until?.getTime() ?? 0) : ready;
}

/** A queue step that lost its hold may have put files in after they were taken out: they are to be taken out again. */
async function forgetTry(trx: Kysely<Database>, update: UpdateRecord, job: StepJob): Promise<void> {
  if (update.state === "withdrawn" && job.step === "queue") await setStep(trx, update.id, job, { reason: "" });
}

/** The step is ready still, and queued for its time where it has one. */
async function waitForItsTime(context: LineContext, job: StepJob, hold: Hold): Promise<void> {
  await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, job.update);
    if (!(await isHeld(trx, update.id, job, hold))) return;
    await setStep(trx, update.id, job, { state: "ready", job_id: null });
    await queueStep(context, trx, update, job);
  });
  context.changed(job.update);
}

async function waitAndRepeat(context: LineContext, job: StepJob, hold: Hold, error: SamedayError): Promise<void> {
  const waits = await context.store.transaction(async (trx) => {
    await lockUpdate(trx, job.update);
    if (!(await isHeld(trx, job.update, job, hold))) return false;
    await setStep(trx, job.update, job, { state: "ready", reason: error.code, message: error.message });
    return true;
  });
  context.changed(job.update);
  // Thrown, so that the queue gives the job out again after a pause.
  if (waits) throw error;
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
