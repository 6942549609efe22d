import { homedir } from "node:os";
import { resolve } from "node:path";
import { createProcessRunner, systemClock, systemRandom, timedIfAsked } from "../../system/index.ts";
import { createProgress } from "../progress/index.ts";
import { createStyle } from "../style.ts";
import { dataDirectory } from "./data-directory.ts";
import { stopSignal } from "./stop-signal.ts";
import type { CommandContext, NounEntry, Streams } from "./verb.ts";

export type { CommandContext, Streams } from "./verb.ts";

export interface ContextSettings {
  readonly json: boolean;
  readonly data: readonly string[];
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
    dataDirectory: dataDirectory(settings.data[0], environment),
    layerDirectories: settings.data.map((directory) => resolve(directory)),
    clock: systemClock,
    random: systemRandom,
    processes: timedIfAsked(createProcessRunner(homedir()), environment),
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
