import type { Suite } from "../../distribution/index.ts";
import type { Clock, ProcessRunner } from "../../kernel/index.ts";
import type { verifyClearsigned } from "../../openpgp/index.ts";
import type { Fetcher } from "../fetch/fetcher.ts";

export interface ArchiveContext {
  /** Where verified states are kept; created when missing. */
  readonly stateDirectory: string;
  readonly runner: ProcessRunner;
  readonly fetcher: Fetcher;
  readonly clock: Clock;
  /** `verifyClearsigned` of openpgp. */
  readonly verify: typeof verifyClearsigned;
}

export interface RefreshRequest {
  readonly suite: Suite;
  /** Packages indexes are kept for these; `all` is part of each. */
  readonly architectures: readonly string[];
  /**
   * What to do with a Release file past its Valid-Until or dated in the future: `refuse` keeps the last good state,
   * `warn` takes it and says so. A mirror that was frozen on purpose, as for a rehearsal, needs `warn`.
   */
  readonly outdated: "refuse" | "warn";
  /**
   * What to do when the mirror lacks the Packages of an architecture that was not in service before: `refuse` keeps the
   * last good state as a whole, `warn` takes the rest and keeps telling of the trouble.
   */
  readonly incomplete: "refuse" | "warn";
}
