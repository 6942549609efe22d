import type { SignerContext } from "../context.ts";
import type { Placed, SignerRequest, SignerResult } from "../protocol.ts";
import { releasedUpdates } from "../suites/recover-log.ts";
import { securitySuite } from "../suites/suite.ts";
import type { Suites } from "../suites/suites.ts";

type Standing = Extract<SignerRequest, { call: "standing" }>;

/**
 * Whether users have this update, or had it before a newer one took its place. The suite is asked before the log, whose
 * last word may be missing after a full disk. Source and version have to fit: a desk that was restored from a backup gives names again.
 */
export async function standing(context: SignerContext, suites: Suites, request: Standing): Promise<SignerResult> {
  const suite = suites.named(securitySuite(request.release));
  const isIt = (one: { readonly update: string; readonly source: string; readonly version: string }): boolean =>
    one.update === request.update && one.source === request.source && one.version === request.version;
  const held =
    suites.entries(suite).find(isIt) ??
    releasedUpdates(context.log.entries).find((one) => one.suite === suite.name && isIt(one));
  const released: Placed | null = held
    ? { suite: suite.name, serial: held.serial, snapshot: `${suite.name}/${held.serial}` }
    : null;
  return { call: "standing", released };
}
