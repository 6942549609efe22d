import { builtWithout } from "../../evidence/index.ts";
import type { SignerContext } from "../context.ts";
import { keyringPackageName } from "../keys/keyring-package.ts";
import type { SignerRequest, SignerResult } from "../protocol.ts";
import { hearVoices, requirePublicNames, requireVoices, sameTold, type Voice } from "../rules/approvals.ts";
import { requireBuilt } from "../rules/build.ts";
import { builderStatements } from "../rules/builder-statements.ts";
import { requireNewer } from "../rules/newer.ts";
import { whatIsNotProved } from "../rules/proof.ts";
import { refusal } from "../rules/refusal.ts";
import { requireUploaders } from "../rules/uploader.ts";
import { securitySuite } from "../suites/suite.ts";
import type { Suites } from "../suites/suites.ts";
import { type PreparedUpdate, prepareUpdate } from "../take/prepare-update.ts";
import { withTakenFiles } from "../take/take-files.ts";
import { knownBuilders } from "../trusted-builders.ts";
import { entryOf, placed, sameFiles, withPlaces } from "./entry.ts";

type Publish = Extract<SignerRequest, { call: "publish" }>;

/**
 * Releases an update to every machine. The desk's word counts for nothing here; each step below is checked on the
 * signer's own copies, and the first that does not hold ends the call with nothing published.
 */
export function publish(context: SignerContext, suites: Suites, request: Publish): Promise<SignerResult> {
  const { definition, layout, runner } = context;
  const suite = suites.named(securitySuite(request.release));
  // 1. The files are what was said, by hash.
  return withTakenFiles(context, suite.tree, request.files, async (taken) => {
    // An update that users have already, with the same files, is answered as the first time.
    const there = suites.entries(suite).find((entry) => entry.update === request.update);
    if (there && sameFiles(there, taken.files)) return placed("publish", suite, there.serial);
    // Signatures that were made after a clock's hour look false: the clock is asked about first.
    await suites.requireClock(suite);
    // 2. They are one source and packages that were built from it, for this release.
    const update = await prepareUpdate(runner, taken, {
      update: request.update,
      suite,
    });
    requireSaid(update, request);
    requireNotOurs(update, keyringPackageName(definition.name));
    // 3. Machines will take it, and none loses what it has.
    requireNewer(update, suites.entries(suite), suite);
    // 4. A known builder made exactly these files from this source.
    const known = await knownBuilders(definition, layout.trustedBuilders);
    const statements = builderStatements(request.envelopes, known, update);
    requireBuilt(update, statements);
    // 5. Somebody who may upload this source did.
    const uploaders = await requireUploaders(runner, definition, update, request.uploaderFingerprint);
    const without = builtWithout(statements.map(({ statement }) => statement));
    const voices = await hearVoices(context, update, uploaders, without, request.approvals);
    // 6. A known builder got the same bits again, or enough people say why it shall go without.
    const unproved = whatIsNotProved(update, statements);
    const overrides: readonly Voice[] =
      unproved === undefined
        ? []
        : requireVoices(
            voices,
            "override-proof",
            definition.policy.overrideApprovals,
            `${unproved} An override has to be signed:`,
          );
    // 7. As many other people as the policy asks for approve exactly these files.
    const approvals = requireVoices(voices, "approve", definition.policy.approvals, "An approval has to be signed:");
    const told = sameTold([...approvals, ...overrides]);
    requirePublicNames(told);
    // 8. It is signed, and the suite switches.
    const why = {
      reason: "publish",
      update: update.update,
      source: update.source,
      version: update.version,
      uploaders: uploaders.map((person) => person.id),
      builders: [...new Set(statements.map((statement) => statement.builder))],
      approvals,
      overrides,
      issues: told.issues,
      regressionOf: told.regressionOf,
      builtWithout: without,
    };
    const { serial } = await withPlaces(suites, suite, update, () =>
      suites.change(
        suite,
        (next) => [...suites.entries(suite).filter((entry) => entry.source !== update.source), entryOf(update, next)],
        why,
      ),
    );
    return placed("publish", suite, serial);
  });
}

function requireSaid(update: PreparedUpdate, request: Publish): void {
  if (update.source === request.source && update.version === request.version) return;
  throw refusal(`The files are ${update.source} ${update.version}, not ${request.source} ${request.version}.`);
}

/** The package that brings the keys to machines is the signer's own. */
function requireNotOurs(update: PreparedUpdate, keyring: string): void {
  const isOurs = update.source === keyring || update.debs.some((deb) => deb.package === keyring);
  if (isOurs) throw refusal(`${keyring} is made by the signer alone.`, "NOT_ALLOWED");
}
