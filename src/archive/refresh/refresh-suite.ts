import type { ReleaseStatement } from "../../debian/index.ts";
import { SamedayError, sha256, toSamedayError } from "../../kernel/index.ts";
import { cleanSuiteDirectory } from "../state/clean.ts";
import { putIntoService, stateInService, writeLastTry } from "../state/states.ts";
import { createSuiteDirectory, type SuiteDirectory, suiteDirectory } from "../state/suite-directory.ts";
import type { StoredIndex, SuiteState } from "../state/suite-state.ts";
import { type SuiteStatus, suiteStatus, troubleOf } from "../suite-status.ts";
import { chooseIndexes } from "./choose-indexes.ts";
import { ensureIndex } from "./fetch-index.ts";
import { fetchRelease, suiteUrl } from "./fetch-release.ts";
import { judgeStatement, outdated, readStatement } from "./judge-release.ts";
import { missingIndexes } from "./missing-indexes.ts";
import type { ArchiveContext, RefreshRequest } from "./options.ts";

export interface RefreshedSuite extends SuiteStatus {
  readonly outcome: "renewed" | "unchanged" | "failed";
}

/**
 * Brings a suite up to date: Release file, signature, dates, indexes, and only then the switch.
 * Whatever the archive does wrong keeps the last good state in service and is told in the answer; it is not thrown.
 * Two refreshes of one suite may run at once, in one process or several.
 */
export async function refreshSuite(context: ArchiveContext, request: RefreshRequest): Promise<RefreshedSuite> {
  const directory = suiteDirectory(context.stateDirectory, request.suite);
  await createSuiteDirectory(directory);
  const outcome = await tryRefresh(context, request, directory);
  await cleanSuiteDirectory(directory);
  return { ...(await suiteStatus(context, request.suite)), outcome };
}

async function tryRefresh(
  context: ArchiveContext,
  request: RefreshRequest,
  directory: SuiteDirectory,
): Promise<RefreshedSuite["outcome"]> {
  const at = context.clock.now();
  try {
    const outcome = await renew(context, request, directory);
    await writeLastTry(directory, { at });
    return outcome;
  } catch (thrown) {
    await writeLastTry(directory, { at, trouble: await troubleOf(directory, toSamedayError(thrown), at) });
    return "failed";
  }
}

/** The steps in their order; each throws what it finds wrong. */
async function renew(
  context: ArchiveContext,
  request: RefreshRequest,
  directory: SuiteDirectory,
): Promise<"renewed" | "unchanged"> {
  const inService = await stateInService(directory);
  const complete =
    inService && (await missingIndexes(directory, inService, request)).length === 0 ? inService : undefined;
  const fetched = await fetchRelease(context, request.suite, complete?.validators);
  if (!fetched && complete) return judgeUnchanged(complete, request, context.clock.now());
  if (!fetched) throw new SamedayError("ARCHIVE_UNREACHABLE", "The mirror says that nothing has changed, unasked.");
  const message = { message: fetched.message, keyringFile: request.suite.keyring };
  const { signedText, fingerprints } = await context.verify(context.runner, message);
  const statement = readStatement(signedText, request.suite.name);
  judgeStatement(statement, request, inService, context.clock.now());
  const signed = { sha256: sha256(signedText), signers: [...fingerprints], validators: { ...fetched.validators } };
  if (complete?.release.sha256 === signed.sha256) return "unchanged";
  const transfer = { context, directory, url: suiteUrl(request.suite), byHash: statement.acquireByHash };
  const indexes: StoredIndex[] = [];
  for (const chosen of chooseIndexes(statement, request)) indexes.push(await ensureIndex(transfer, chosen));
  await putIntoService(directory, newState(context, request, statement, signed, indexes));
  return "renewed";
}

/** A mirror that stands still is told like one that plays an old file back. */
function judgeUnchanged(state: SuiteState, request: RefreshRequest, now: Date): "unchanged" {
  const [warning] = outdated(state.release, now);
  if (warning !== undefined && request.outdated === "refuse") throw new SamedayError("ARCHIVE_UNVERIFIED", warning);
  return "unchanged";
}

function newState(
  context: ArchiveContext,
  request: RefreshRequest,
  statement: ReleaseStatement,
  signed: { readonly sha256: string } & Pick<SuiteState, "signers" | "validators">,
  indexes: StoredIndex[],
): SuiteState {
  const { codename, suite, origin, version, date, validUntil } = statement;
  return {
    format: 1,
    suite: request.suite.name,
    url: request.suite.url,
    release: { codename, suite, origin, version, date, validUntil: validUntil ?? null, sha256: signed.sha256 },
    signers: signed.signers,
    fetchedAt: context.clock.now(),
    validators: signed.validators,
    indexes,
  };
}
