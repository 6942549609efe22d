/**
 * What the domain may ask of the world. The rooms receive these as arguments; `system/` implements them,
 * tests set them. Nothing else in the domain reads a clock, rolls dice or starts a process.
 */

export interface Clock {
  now(): Date;
}

export interface Random {
  bytes(count: number): Uint8Array;
}

export interface Command {
  /** Program and arguments; never a shell string, never a secret. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  /** Added to a scrubbed environment (PATH, HOME, LANG=C.UTF-8, TZ=UTC); nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** After this the whole process group is killed and PROCESS_TIMED_OUT is thrown. */
  readonly timeLimitMs: number;
  /** Standard output kept in memory up to this many bytes (default 16 MiB); past it the group is killed. */
  readonly maxOutputBytes?: number;
  /**
   * Takes standard output as it comes instead of having it kept: `Finished.stdout` is then empty. The limit counts it too.
   * A promise holds the program back until it is kept, so that a slow taker has at most two pieces in memory;
   * a promise that is broken ends the program, and its reason is thrown.
   */
  readonly output?: (chunk: Uint8Array) => Promise<void> | void;
  /** Receives standard output and standard error as they come, for a captured log. */
  readonly log?: (chunk: Uint8Array) => void;
  /** Exit codes that are answers, not failures (default: 0 only). */
  readonly okExitCodes?: readonly number[];
  readonly signal?: AbortSignal;
  /**
   * How much of its time is work that somebody waits for, where that is measured (default: all of it). `until-first-word`
   * is for what opens something and then only holds it, `not` for what is done in the background.
   */
  readonly measured?: "until-first-word" | "not";
}

export interface Finished {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  /** The last 64 KiB of standard error. */
  readonly stderr: string;
  readonly milliseconds: number;
}

export interface ProcessRunner {
  /** Throws SamedayError: TOOL_MISSING, PROCESS_FAILED, PROCESS_TIMED_OUT, PROCESS_OUTPUT_TOO_LARGE. */
  run(command: Command): Promise<Finished>;
}
