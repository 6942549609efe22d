import type { SignerContext } from "../context.ts";
import type { SignerRequest, SignerResult } from "../protocol.ts";
import { requireBuilt } from "../rules/build.ts";
import { builderStatements } from "../rules/builder-statements.ts";
import type { Suites } from "../suites/suites.ts";
import { prepareUpdate } from "../take/prepare-update.ts";
import { withTakenFiles } from "../take/take-files.ts";
import { knownBuilders } from "../trusted-builders.ts";
import { entryOf, placed, sameFiles, withPlaces } from "./entry.ts";

type Enqueue = Extract<SignerRequest, { call: "enqueue" }>;

/** Puts what a known builder made into a queue's suite, in place of what the update had there. */
export function enqueue(context: SignerContext, suites: Suites, request: Enqueue): Promise<SignerResult> {
  const suite = suites.named(`${request.release}-${request.queue}`);
  return withTakenFiles(context, suite.tree, request.files, async (taken) => {
    const there = suites.entries(suite).find((entry) => entry.update === request.update);
    if (there && sameFiles(there, taken.files)) return placed("enqueue", suite, there.serial);
    const update = await prepareUpdate(context.runner, taken, {
      update: request.update,
      suite,
    });
    const known = await knownBuilders(context.definition, context.layout.trustedBuilders);
    requireBuilt(update, builderStatements(request.envelopes, known, update));
    const { serial } = await withPlaces(suites, suite, update, () =>
      suites.change(
        suite,
        (next) => [...suites.entries(suite).filter((entry) => entry.update !== request.update), entryOf(update, next)],
        { reason: "enqueue", update: update.update, source: update.source, version: update.version },
      ),
    );
    return placed("enqueue", suite, serial);
  });
}
