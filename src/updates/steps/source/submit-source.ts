import type { Person, Release } from "../../../distribution/index.ts";
import { buildStatement, signStatement } from "../../../evidence/index.ts";
import { isSealedId, SamedayError, toSamedayError } from "../../../kernel/index.ts";
import { appendAudit } from "../../../store/index.ts";
import type { LineContext } from "../../context.ts";
import { releaseNamed } from "../../lease/make-lease.ts";
import { endStep } from "../../line/move.ts";
import { requireOpen } from "../../line/require-open.ts";
import { stepsFor } from "../../line/steps.ts";
import { sendMailOnce } from "../../mail/outbox.ts";
import { refusalMail } from "../../mail/refusal-mail.ts";
import { mayUpload } from "../../people.ts";
import { holdAdvisoryPlace } from "../../records/advisories.ts";
import { putFiles } from "../../records/files.ts";
import { insertSteps } from "../../records/steps.ts";
import { insertUpdate, liveUpdates, type UpdateRecord } from "../../records/updates.ts";
import { maySee } from "../../visibility.ts";
import { checkTold } from "../tell/check-told.ts";
import { sortedIssues } from "../tell/told.ts";
import { architecturesFor } from "./architectures-for.ts";
import { checkVersion } from "./check-version.ts";
import { type GitUpload, readGitUpload } from "./git/read-git-upload.ts";
import { issuesOf } from "./issues-of.ts";
import { checkKeptArchitectures, publishedOf } from "./kept-architectures.ts";
import { knownVersions } from "./known-versions.ts";
import { type OfferedSource, readUpload, type Upload } from "./read-upload.ts";
import { requireArchives } from "./require-archives.ts";
import { requireSameWish } from "./require-same-wish.ts";

/** Who hands a source in. */
export type Submitter = Pick<Person, "id" | "role">;

/** A source as it was sent in: files that lie in the blob store already, and what the uploader says about them. */
export interface SourceSubmission {
  readonly files: readonly OfferedSource[];
  /** A tag's name or a commit's id: the files are then a git bundle and upstream's tarballs. */
  readonly git?: string | undefined;
  /** Codename; without it the upload's own Distribution decides. */
  readonly release?: string | undefined;
  readonly issues?: readonly string[] | undefined;
  /** Issues that no list of the tracker names yet, said on purpose so that a mistyped one is not taken for new. */
  readonly newIssues?: readonly string[] | undefined;
  readonly embargoed: boolean;
  readonly embargoUntil?: string | undefined;
  readonly knownAt?: string | undefined;
  readonly summary: string;
  readonly regressionOf?: string | undefined;
  readonly architectures?: readonly string[] | undefined;
}

const SOURCE = { step: "source", kind: "", architecture: "" } as const;

/**
 * Takes a signed source in and starts its line. The signature is the authority: it must belong to somebody who may upload
 * this package; it is handed in by whoever signed it or by the team. The same source again is the same update, and a
 * wish that it does not meet is refused; one that the submitter may not know of is none, so the same version can be under
 * way twice: the signer publishes the first.
 * A refusal of a source whose signer is known is answered to the signer by mail; of an unknown one only who sent it hears.
 * Throws SIGNATURE_BAD, SIGNER_UNKNOWN, SIGNER_NOT_ALLOWED, NOT_ALLOWED, INPUT_INVALID, HASH_MISMATCH, VERSION_NOT_NEWER,
 * VERSION_SORTS_WRONG, CONFLICT.
 */
export async function submitSource(
  context: LineContext,
  submission: SourceSubmission,
  submitter: Submitter,
): Promise<UpdateRecord> {
  const started = context.clock.now();
  const upload: Upload | GitUpload =
    submission.git === undefined
      ? await readUpload(context, submission.files)
      : await readGitUpload(context, submission.files, submission.git);
  try {
    const take = () => takeIn(context, submission, upload, submitter, started);
    // Sent twice at once, as by somebody whose first answer was lost: the second look finds the update of the first.
    return await take().catch((error) => (isTakenTwice(error) ? take() : Promise.reject(error)));
  } catch (thrown) {
    const error = isTakenTwice(thrown) ? takenMeanwhile(upload) : toSamedayError(thrown);
    await answerRefused(context, submission, upload, submitter, error);
    throw error;
  }
}

async function takeIn(
  context: LineContext,
  submission: SourceSubmission,
  upload: Upload,
  submitter: Submitter,
  started: Date,
): Promise<UpdateRecord> {
  const { definition, store } = context;
  requireMayUpload(upload);
  requireOwn(upload, submitter);
  const release = releaseOf(context, submission, upload);
  const { source, version } = upload.dsc;
  const live = await liveUpdates(store.db, { source, version, release: release.codename });
  const there = live.filter((update) => maySee(submitter, update));
  if (there.length > 0) return sameOrConflict(context, there, upload, submission);
  const order = definition.releases.indexOf(release);
  checkVersion(version, order, await knownVersions(context, source));
  await requireArchives(context, source, upload.dsc.files);
  const architectures = architecturesFor(upload.dsc.architectures, release, submission.architectures);
  const wish = { source, version, allowed: upload.dsc.architectures, architectures };
  checkKeptArchitectures(wish, await publishedOf(context, source, release.codename), release);
  const newIssues = sortedIssues(submission.newIssues ?? []);
  const issues = sortedIssues([...(submission.issues ?? (await issuesOf(context, upload))), ...newIssues]);
  const regressionOf = submission.regressionOf ?? null;
  await checkTold(context, {
    source,
    version,
    release: release.codename,
    issues,
    new_issues: newIssues,
    regression_of: regressionOf,
    embargoed: submission.embargoed,
  });
  const knownAt = submission.knownAt === undefined ? started : earlier(new Date(submission.knownAt), started);
  const update = await store.transaction(async (trx) => {
    const wanted = {
      source,
      version,
      release: release.codename,
      architectures: [...architectures],
      issues,
      new_issues: newIssues,
      embargoed: submission.embargoed,
      embargo_until: submission.embargoUntil === undefined ? null : new Date(submission.embargoUntil),
      uploader: upload.signer.id,
      uploader_fingerprint: upload.fingerprint,
      uploaders: [...upload.uploaders],
      known_at: knownAt,
      deadline_at: new Date(knownAt.getTime() + definition.policy.budgetHours * 3_600_000),
      created_at: started,
      regression_of: regressionOf,
      summary: submission.summary,
    };
    const row = await insertUpdate(trx, wanted, context.random);
    if (row.embargoed) await holdAdvisoryPlace(trx, definition.advisory.prefix, row.id, started);
    await insertSteps(trx, row.id, stepsFor(architectures));
    await putFiles(
      trx,
      filesToKeep(upload).map((file) => ({
        update_id: row.id,
        role: file.role,
        architecture: "",
        name: file.name,
        sha256: file.sha256,
        size: file.size,
        package: "",
        package_version: "",
        added_at: started,
      })),
    );
    const details = {
      source,
      version,
      release: release.codename,
      signer: upload.signer.id,
      fingerprint: upload.fingerprint,
      uploaders: [...upload.uploaders],
    };
    await appendAudit(trx, { at: started, actor: submitter.id, action: "submit", object: row.id, details });
    await endStep(context, trx, row, SOURCE, "desk", {
      state: "done",
      result: "passed",
      message: sourceMessage(upload),
      envelope: sourceStatement(context, row, upload, started),
    });
    await trx
      .updateTable("step")
      .set({ started_at: started, attempt: 1 })
      .where("update_id", "=", row.id)
      .where("step", "=", "source")
      .execute();
    return row;
  });
  context.changed(update.id);
  return update;
}

/** Beside the source and what proves whose it is, the bundle it was made from. */
function filesToKeep(upload: Upload | GitUpload) {
  const kept = "kept" in upload ? upload.kept.map((file) => ({ ...file, role: "report" as const })) : [];
  return [...upload.files, ...kept];
}

function sourceMessage(upload: Upload | GitUpload): string {
  const who = upload.uploaders.join(" and ");
  if (!("git" in upload)) return `Source taken; signed by ${who}.`;
  return `Source taken from the signed ${upload.git.kind} ${upload.git.name} by ${who}.`;
}

function sourceStatement(context: LineContext, update: UpdateRecord, upload: Upload, started: Date): string {
  const subjects = upload.files
    .filter((file) => file.role === "source")
    .map((file) => ({ name: file.name, digest: { sha256: file.sha256 } }));
  const statement = buildStatement(subjects, {
    update: update.id,
    source: update.source,
    version: update.version,
    release: update.release,
    architecture: "",
    step: "source",
    result: "passed",
    party: "desk",
    started: started.toISOString(),
    finished: context.clock.now().toISOString(),
    tools: [],
    findings: {
      signer: upload.signer.id,
      fingerprint: upload.fingerprint,
      signedAt: upload.signedAt.toISOString(),
      uploaders: upload.uploaders,
      ...("git" in upload ? { git: upload.git } : {}),
    },
  });
  return signStatement(statement, context.evidenceKey);
}

function requireMayUpload({ signer, dsc }: Upload): void {
  if (mayUpload(signer, dsc.source)) return;
  throw new SamedayError("SIGNER_NOT_ALLOWED", `${signer.id} may not upload ${dsc.source}.`);
}

/**
 * What an update is may be known to its uploaders and the team only, so nobody else hands one in. Asked of public ones too:
 * the answer must not depend on whether somebody else's embargoed update is there already.
 */
function requireOwn({ signer, uploaders }: Upload, submitter: Submitter): void {
  const own = { embargoed: true, state: "open", uploader: signer.id, uploaders } as const;
  if (maySee(submitter, own)) return;
  throw new SamedayError("NOT_ALLOWED", "A source is handed in by somebody who signed it, or by the security team.");
}

function releaseOf(context: LineContext, submission: SourceSubmission, upload: Upload): Release {
  if (submission.release !== undefined) return releaseNamed(context, submission.release);
  const found = upload.distributions
    .map((name) => context.suites.releaseOf(name))
    .find((release) => release !== undefined);
  if (found) return found;
  const named = upload.distributions.join(", ") || "no release";
  throw new SamedayError("INPUT_INVALID", `The upload is for ${named}; say which of our releases it is meant for.`);
}

/** PostgreSQL's unique_violation: another request has taken the same version in since we looked. */
function isTakenTwice(thrown: unknown): boolean {
  return (thrown as { code?: unknown }).code === "23505";
}

/** A clock that was set back, or a wrong word, must not give an update more than its day. */
function earlier(claimed: Date, now: Date): Date {
  return claimed < now ? claimed : now;
}

/** Two requests for one version at once, of which neither could know of the other. */
function takenMeanwhile({ dsc }: Upload): SamedayError {
  return new SamedayError("CONFLICT", `${dsc.source} ${dsc.version} is being taken in already; send it again.`);
}

/** `there` are updates that the submitter may know of. */
async function sameOrConflict(
  context: LineContext,
  there: readonly UpdateRecord[],
  upload: Upload,
  submission: SourceSubmission,
): Promise<UpdateRecord> {
  const sources = await context.store.db
    .selectFrom("update_file")
    .select(["update_id", "sha256"])
    .where(
      "update_id",
      "in",
      there.map(({ id }) => id),
    )
    .where("role", "=", "source")
    .where("name", "like", "%.dsc")
    .execute();
  const sameId = sources.find((file) => file.sha256 === upload.dscFile.sha256)?.update_id;
  const same = there.find(({ id }) => id === sameId);
  if (same) {
    requireOpen(same, "uploaded");
    requireSameWish(same, submission);
    return same;
  }
  const names = there.map(({ id }) => id).join(" and ");
  const { source, version } = upload.dsc;
  throw new SamedayError(
    "CONFLICT",
    `${source} ${version} is ${names} already, from another .dsc; send a higher version.`,
  );
}

/** The mail about a refusal, unless it came from what the team knows and the signer may not: then the team answers them. */
async function answerRefused(
  context: LineContext,
  submission: SourceSubmission,
  upload: Upload,
  submitter: Submitter,
  error: SamedayError,
): Promise<void> {
  const { source, version } = upload.dsc;
  const isFromOthers = (update: UpdateRecord): boolean => maySee(submitter, update) && !maySee(upload.signer, update);
  const live = await liveUpdates(context.store.db, { source, version });
  if (error.code === "CONFLICT" && live.some(isFromOthers)) return;
  const embargoed = submission.embargoed || namesSealed(submission);
  await sendMailOnce(context, refusalMail(context.definition, { embargoed }, upload, error));
}

/** An upload that forgot to say that it is embargoed, and names what is: its mail must not tie the name to the package. */
function namesSealed({ issues = [], newIssues = [] }: SourceSubmission): boolean {
  return [...issues, ...newIssues].some(isSealedId);
}
