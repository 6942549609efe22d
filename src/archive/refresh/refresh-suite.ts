import type { ReleaseStatement } from "../../debian/index.ts";
import { SamedayError, sha256, toSamedayError } from "../../kernel/index.ts";
import { cleanSuiteDirectory } from "../state/clean.ts";
import { putIntoService, stateInService, writeLastTry } from "../state/states.ts";
import { createSuiteDirectory, type SuiteDirectory, suiteDirectory } from "../state/suite-directory.ts";
import type { SuiteState } from "../state/suite-state.ts";
import { type SuiteStatus, suiteStatus, troubleOf } from "../suite-status.ts";
import { chooseIndexes } from "./choose-indexes.ts";
import { type FetchedIndexes, fetchIndexes } from "./fetch-indexes.ts";
import { fetchRelease, suiteUrl } from "./fetch-release.ts";
import { fitsRequest } from "./fits-request.ts";
import { judgeStatement, outdated, readStatement } from "./judge-release.ts";
import type { ArchiveContext, RefreshRequest } from "./options.ts";
import { verifyRelease } from "./verify-release.ts";

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
  const finish = async (
    outcome: RefreshedSuite["outcome"],
    trouble?: SamedayError,
  ): Promise<RefreshedSuite["outcome"]> => {
    await writeLastTry(directory, trouble ? { at, trouble: await troubleOf(directory, trouble, at) } : { at });
    return outcome;
  };
  try {
    const { outcome, trouble } = await renew(context, request, directory);
    return await finish(outcome, trouble);
  } catch (thrown) {
    return finish("failed", toSamedayError(thrown));
  }
}

interface Renewal {
  readonly outcome: "renewed" | "unchanged";
  /** What is left out of the state in service. */
  readonly trouble?: SamedayError;
}

/** The steps in their order; each throws what it finds wrong. */
async function renew(context: ArchiveContext, request: RefreshRequest, directory: SuiteDirectory): Promise<Renewal> {
  const inService = await stateInService(directory);
  const complete = inService && (await fitsRequest(directory, inService, request)) ? inService : undefined;
  const fetched = await fetchRelease(context, request.suite, complete?.validators);
  if (!fetched && complete) return judgeUnchanged(complete, request, context.clock.now());
  if (!fetched) throw new SamedayError("ARCHIVE_UNREACHABLE", "The mirror says that nothing has changed, unasked.");
  const { signedText, fingerprints } = await verifyRelease(context, request.suite, fetched);
  const statement = readStatement(signedText, request.suite.name);
  judgeStatement(statement, request, inService, context.clock.now());
  const signed = { sha256: sha256(signedText), signers: [...fingerprints], validators: { ...fetched.validators } };
  if (complete?.release.sha256 === signed.sha256) return { outcome: "unchanged" };
  const transfer = { context, directory, url: suiteUrl(request.suite), byHash: statement.acquireByHash };
  const fetchedIndexes = await fetchIndexes(transfer, chooseIndexes(statement, request), request, inService);
  const { trouble } = fetchedIndexes;
  const state = newState(context, request, statement, signed, fetchedIndexes);
  const same = inService !== undefined && isSameState(inService, state);
  if (!same) await putIntoService(directory, state);
  return { outcome: same ? "unchanged" : "renewed", ...(trouble && { trouble }) };
}

/** An incomplete state is tried again at each refresh; a new one is written only when something came of it. */
function isSameState(a: SuiteState, b: SuiteState): boolean {
  const held = ({ indexes, leftOut }: SuiteState): string => JSON.stringify([indexes, leftOut]);
  return a.release.sha256 === b.release.sha256 && held(a) === held(b);
}

/** A mirror that stands still is told like one that plays an old file back. */
function judgeUnchanged(state: SuiteState, request: RefreshRequest, now: Date): Renewal {
  const [warning] = outdated(state.release, now);
  if (warning !== undefined && request.outdated === "refuse") throw new SamedayError("ARCHIVE_UNVERIFIED", warning);
  return { outcome: "unchanged" };
}

function newState(
  context: ArchiveContext,
  request: RefreshRequest,
  statement: ReleaseStatement,
  signed: { readonly sha256: string } & Pick<SuiteState, "signers" | "validators">,
  { indexes, leftOut }: FetchedIndexes,
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
    leftOut,
  };
}
