import type { Finish, NamedFile } from "../../builder/index.ts";
import { type Statement, verifyEnvelope } from "../../evidence/index.ts";
import { type ErrorCode, SamedayError, toSamedayError } from "../../kernel/index.ts";
import { appendAudit } from "../../store/index.ts";
import type { LineContext } from "../context.ts";
import { isHeld } from "../line/hold.ts";
import { endStep, type StepOutcome } from "../line/move.ts";
import { type StepKey, type StepResult, stepLabel } from "../line/state.ts";
import { dropApprovals } from "../records/approvals.ts";
import { type EnvironmentEntry, putEnvironment } from "../records/environment.ts";
import { filesOf, putFiles, type UpdateFile } from "../records/files.ts";
import { getStep } from "../records/steps.ts";
import { lockUpdate, type UpdateRecord } from "../records/updates.ts";
import { settleApproval } from "../steps/approve/settle-approval.ts";
import { checkBuilt, requireDistinct } from "./check-built.ts";
import { checkReported, requireSource } from "./check-reported.ts";
import { describeFinding } from "./describe-finding.ts";
import { readBuildFindings } from "./findings.ts";
import { type NamedPackageFile, readPackageNames } from "./read-package-names.ts";
import { afterFirstTry, deservesSecondTry, giveSecondTry } from "./second-try.ts";

/** Who finishes which lease: what the server knows by itself, against which the builder's words are held. */
export interface LeaseHolder {
  readonly builder: string;
  readonly publicKey: string;
  readonly jobId: string;
  readonly update: UpdateRecord;
  readonly key: StepKey;
  readonly attempt: number;
}

/** A builder that says one of these lies or is broken: its attempt has failed, and the step is given out again. */
const LIES: ReadonlySet<ErrorCode> = new Set(["INPUT_INVALID", "HASH_MISMATCH", "SIGNATURE_BAD"]);

/**
 * Takes over what a builder found. Everything it names must already be here under its hash, its statement must be about
 * this step of this update and name exactly what was made; a builder that lies about either is refused with HASH_MISMATCH,
 * SIGNATURE_BAD or INPUT_INVALID, the audit log says so, and the step goes to whoever asks next.
 * A finish that comes twice meets CONFLICT, since the lease has ended: the builder then knows that the first one arrived.
 */
export async function finishLease(context: LineContext, holder: LeaseHolder, finish: Finish): Promise<void> {
  try {
    await takeOver(context, holder, finish);
  } catch (thrown) {
    const error = toSamedayError(thrown);
    if (LIES.has(error.code)) await refuse(context, holder, error);
    throw thrown;
  }
  context.changed(holder.update.id);
}

async function takeOver(context: LineContext, holder: LeaseHolder, finish: Finish): Promise<void> {
  const { key, builder } = holder;
  const statement = openStatement(holder, finish.envelope);
  const result = requireResult(statement, finish);
  const files = finish.outcome === "done" ? finish.files : [];
  requireDistinct(files);
  await requireKept(context, files);
  const kept = await readPackageNames(context, files);
  const environment =
    finish.outcome === "done" && key.step === "build" ? await environmentIn(context, statement) : null;
  await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, holder.update.id);
    if (!(await isHeld(trx, update.id, key, holder))) throw ended();
    if (update.state !== "open" && update.state !== "published") throw ended();
    if (finish.outcome === "done") {
      const others = await filesOf(trx, update.id);
      if (key.step === "build") {
        requireSource(readBuildFindings(statement).dsc, others);
        checkBuilt(update, key.architecture, kept, statement, others);
      } else checkReported(key, files, statement, others);
    }
    await putFiles(trx, toRows(context, holder, kept));
    if (environment) await putEnvironment(trx, update.id, key.architecture, environment);
    if (key.step === "build") await dropApprovals(trx, update.id);
    if (!(await context.jobs.complete(trx, holder.jobId))) throw ended();
    const step = await getStep(trx, update.id, key);
    const party = `builder:${builder}`;
    if (deservesSecondTry(step, finish)) {
      await giveSecondTry(context, trx, update, key, party, finish);
      return;
    }
    const outcome = outcomeOf(key, statement, finish, result);
    const message = `${outcome.message}${afterFirstTry(step)}`;
    await endStep(context, trx, update, key, party, { ...outcome, message });
    await settleApproval(context, trx, update);
  });
}

function ended(): SamedayError {
  return new SamedayError("CONFLICT", "This lease has ended or was given to another builder.");
}

/** Ends the attempt, so that the next one begins at once and the reason stands where people look. */
async function refuse(context: LineContext, holder: LeaseHolder, error: SamedayError): Promise<void> {
  await context.store.transaction(async (trx) => {
    if (!(await context.jobs.fail(trx, holder.jobId, error.message))) return;
    await appendAudit(trx, {
      at: context.clock.now(),
      actor: `builder:${holder.builder}`,
      action: "finish refused",
      object: holder.update.id,
      details: { step: stepLabel(holder.key), code: error.code, message: error.message },
    });
  });
}

function toRows(context: LineContext, { update, key }: LeaseHolder, kept: readonly NamedPackageFile[]): UpdateFile[] {
  const role = key.step === "build" ? ("built" as const) : ("report" as const);
  return kept.map(({ package_architecture: _, ...file }) => ({
    ...file,
    update_id: update.id,
    role,
    architecture: key.architecture,
    added_at: context.clock.now(),
  }));
}

/** What was done has the result that was signed; what failed was signed as failed, for this reason; a build that was done made something. */
function requireResult({ predicate }: Statement, finish: Finish): StepResult {
  const { result } = predicate;
  const { reason } = (predicate.findings ?? {}) as { readonly reason?: unknown };
  if (finish.outcome === "failed" && reason !== finish.reason) {
    const signed = typeof reason === "string" ? reason.slice(0, 40) : "none";
    throw new SamedayError(
      "INPUT_INVALID",
      `The builder says ${finish.reason}, and the reason that it signed is ${signed}.`,
    );
  }
  const fits =
    finish.outcome === "failed"
      ? result === "failed"
      : predicate.step === "build"
        ? result === "passed"
        : result !== "nothing-to-do" || predicate.step === "test";
  if (fits) return result;
  throw new SamedayError("INPUT_INVALID", `The builder says ${finish.outcome}, and its statement says ${result}.`);
}

function openStatement(holder: LeaseHolder, envelope: string): Statement {
  const { statement } = verifyEnvelope(envelope, [{ name: holder.builder, publicKey: holder.publicKey }]);
  const { predicate } = statement;
  const about =
    predicate.party === `builder:${holder.builder}` &&
    predicate.update === holder.update.id &&
    predicate.source === holder.update.source &&
    predicate.version === holder.update.version &&
    predicate.release === holder.update.release &&
    predicate.step === holder.key.step &&
    predicate.architecture === holder.key.architecture;
  if (!about)
    throw new SamedayError("SIGNATURE_BAD", `The statement of builder ${holder.builder} is about something else.`);
  return statement;
}

async function requireKept(context: LineContext, files: readonly NamedFile[]): Promise<void> {
  for (const file of files) {
    if (!(await context.blobs.has(file.sha256))) {
      throw new SamedayError("HASH_MISMATCH", `The builder names ${file.name}, but no file with its hash has arrived.`);
    }
    if ((await context.blobs.size(file.sha256)) !== file.size) {
      throw new SamedayError("HASH_MISMATCH", `The builder gives ${file.name} another size than it has.`);
    }
  }
}

/** A build's environment, with the size of each kept .deb. Refused when one is not here: it could never be made again. */
async function environmentIn(context: LineContext, statement: Statement): Promise<EnvironmentEntry[]> {
  const { environment } = readBuildFindings(statement);
  return Promise.all(
    environment.map(async (entry) => {
      if (await context.blobs.has(entry.sha256)) return { ...entry, size: await context.blobs.size(entry.sha256) };
      throw new SamedayError("HASH_MISMATCH", `The build used ${entry.package}, and its .deb has not arrived.`);
    }),
  );
}

function outcomeOf(key: StepKey, statement: Statement, finish: Finish, result: StepResult): StepOutcome {
  if (finish.outcome === "failed") {
    return { state: "failed", reason: finish.reason, message: finish.message, envelope: finish.envelope };
  }
  return { state: "done", result, message: describeFinding(key, statement), envelope: finish.envelope };
}
