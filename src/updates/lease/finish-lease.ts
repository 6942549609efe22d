import type { BuildFindings, Finish, NamedFile } from "../../builder/index.ts";
import { type Statement, verifyEnvelope } from "../../evidence/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { endStep, type StepOutcome } from "../line/move.ts";
import type { StepKey, StepResult } from "../line/state.ts";
import { dropApprovals } from "../records/approvals.ts";
import { type EnvironmentEntry, putEnvironment } from "../records/environment.ts";
import { putFiles } from "../records/files.ts";
import { lockUpdate, type UpdateRecord } from "../records/updates.ts";
import { describeFinding } from "./describe-finding.ts";
import { readPackageNames } from "./read-package-names.ts";

/** Who finishes which lease: what the server knows by itself, against which the builder's words are held. */
export interface LeaseHolder {
  readonly builder: string;
  readonly publicKey: string;
  readonly jobId: string;
  readonly update: UpdateRecord;
  readonly key: StepKey;
  readonly attempt: number;
}

/**
 * Takes over what a builder found. Everything it names must already be here under its hash, and its statement must be
 * about this step of this update; a builder that lies about either is refused with HASH_MISMATCH or SIGNATURE_BAD.
 * A finish that comes twice meets CONFLICT, since the lease has ended: the builder then knows that the first one arrived.
 */
export async function finishLease(context: LineContext, holder: LeaseHolder, finish: Finish): Promise<void> {
  const statement = openStatement(holder, finish.envelope);
  const files = finish.outcome === "done" ? finish.files : [];
  await requireKept(context, files);
  const kept = await readPackageNames(context, files);
  const environment = await environmentIn(context, holder.key, statement, finish);
  const outcome = outcomeOf(holder.key, statement, finish);
  await context.store.transaction(async (trx) => {
    const update = await lockUpdate(trx, holder.update.id);
    const now = context.clock.now();
    const role = holder.key.step === "build" ? ("built" as const) : ("report" as const);
    await putFiles(
      trx,
      kept.map((file) => ({
        ...file,
        update_id: update.id,
        role,
        architecture: holder.key.architecture,
        added_at: now,
      })),
    );
    if (environment) await putEnvironment(trx, update.id, holder.key.architecture, environment);
    if (holder.key.step === "build") await dropApprovals(trx, update.id);
    await endStep(context, trx, update, holder.key, `builder:${holder.builder}`, outcome);
    const stillHeld = await context.jobs.complete(trx, holder.jobId);
    if (!stillHeld) throw new SamedayError("CONFLICT", "This lease has ended or was given to another builder.");
  });
  context.changed(holder.update.id);
}

function openStatement(holder: LeaseHolder, envelope: string): Statement {
  const { statement } = verifyEnvelope(envelope, [{ name: holder.builder, publicKey: holder.publicKey }]);
  const { predicate } = statement;
  const about =
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
  }
}

/** A build's environment, with the size of each kept .deb. Refused when one is not here: it could never be made again. */
async function environmentIn(
  context: LineContext,
  key: StepKey,
  statement: Statement,
  finish: Finish,
): Promise<EnvironmentEntry[] | null> {
  if (key.step !== "build" || finish.outcome !== "done") return null;
  const { environment } = statement.predicate.findings as BuildFindings;
  return Promise.all(environment.map(async (entry) => ({ ...entry, size: await context.blobs.size(entry.sha256) })));
}

function outcomeOf(key: StepKey, statement: Statement, finish: Finish): StepOutcome {
  if (finish.outcome === "failed") {
    return { state: "failed", reason: finish.reason, message: finish.message, envelope: finish.envelope };
  }
  const result: StepResult = statement.predicate.result;
  const message = describeFinding(key, statement);
  return { state: "done", result, message, envelope: finish.envelope };
}
