import type { Clock, SamedayError } from "../kernel/index.ts";
import { outdated } from "./refresh/judge-release.ts";
import { readLastTry, stateInService } from "./state/states.ts";
import { type SuiteAddress, type SuiteDirectory, suiteDirectory } from "./state/suite-directory.ts";
import type { LastTry, SuiteState } from "./state/suite-state.ts";

/** How a suite stands with us. */
export interface SuiteStatus {
  /** The verified state that answers are given from; undefined when there never was one. */
  readonly inService: SuiteState | undefined;
  /** When a refresh was tried last, well or not. */
  readonly triedAt: Date | undefined;
  /** What was wrong at the last try, and since when tries have failed. */
  readonly trouble: LastTry["trouble"];
  /** One sentence each, about the dates of the state in service. */
  readonly warnings: readonly string[];
}

/** Asks the disk only, never the network. */
export async function suiteStatus(
  context: { readonly stateDirectory: string; readonly clock: Clock },
  suite: SuiteAddress,
): Promise<SuiteStatus> {
  const directory = suiteDirectory(context.stateDirectory, suite);
  const [inService, lastTry] = await Promise.all([stateInService(directory), readLastTry(directory)]);
  return {
    inService,
    triedAt: lastTry?.at,
    trouble: lastTry?.trouble,
    warnings: inService ? outdated(inService.release, context.clock.now()) : [],
  };
}

/** A failure as it is kept: trouble that lasts began when it was met first, whatever its form. */
export async function troubleOf(
  directory: SuiteDirectory,
  error: SamedayError,
  at: Date,
): Promise<NonNullable<LastTry["trouble"]>> {
  const before = (await readLastTry(directory))?.trouble;
  return { code: error.code, message: error.message, since: before?.since ?? at };
}
