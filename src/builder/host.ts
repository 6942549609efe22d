import type { Clock, ProcessRunner, Random } from "../kernel/index.ts";

/** What this machine gives to every step. */
export interface Host {
  readonly processes: ProcessRunner;
  readonly clock: Clock;
  readonly random: Random;
  /** Processors by number. */
  readonly cpus: readonly number[];
  /** For machines behind one: `http://host:port`, for apt. */
  readonly proxy?: string;
}
