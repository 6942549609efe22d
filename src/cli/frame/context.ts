import { homedir } from "node:os";
import type { Clock, ProcessRunner, Random } from "../../kernel/index.ts";
import { createProcessRunner, systemClock, systemRandom } from "../../system/index.ts";
import { createProgress, type Progress } from "../progress/index.ts";
import { createStyle, type Style } from "../style.ts";
import { dataDirectory } from "./data-directory.ts";
import { stopSignal } from "./stop-signal.ts";
import type { NounEntry } from "./verb.ts";

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** What a command may touch. Tests hand over streams and ports of their own. */
export interface CommandContext {
  /** Whether --json was given: one JSON document on standard output, nothing else there. */
  readonly json: boolean;
  /** Absolute path; need not exist yet. */
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly processes: ProcessRunner;
  readonly streams: Streams;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
  /** Colours for standard output; plain where they are not wanted. */
  readonly style: Style;
  /** Aborted by the first Ctrl-C or SIGTERM. A command that never asks for it is simply ended by them. */
  readonly signal: AbortSignal;
  /** Every noun of the program, for the commands that describe it. */
  readonly nouns: readonly NounEntry[];
  /** The command's answer: `value` as JSON with --json, else the text, which gets a final newline when it lacks one. */
  answer(value: unknown, text: () => string): void;
}

export interface ContextSettings {
  readonly json: boolean;
  readonly data: string | undefined;
  readonly nouns: readonly NounEntry[];
  readonly streams?: Streams;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export function createContext(settings: ContextSettings): CommandContext {
  const streams = settings.streams ?? process;
  const environment = settings.environment ?? process.env;
  const { json } = settings;
  return {
    json,
    dataDirectory: dataDirectory(settings.data, environment),
    clock: systemClock,
    random: systemRandom,
    processes: createProcessRunner(homedir()),
    streams,
    environment,
    nouns: settings.nouns,
    progress: createProgress({ json, stream: streams.stderr, environment }),
    style: createStyle(streams.stdout, environment),
    get signal() {
      return stopSignal();
    },
    answer(value, text) {
      const out = json ? JSON.stringify(value, null, 2) : text();
      if (out !== "") streams.stdout.write(out.endsWith("\n") ? out : `${out}\n`);
    },
  };
}
