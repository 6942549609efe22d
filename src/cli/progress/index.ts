import { createStyle } from "../style.ts";
import { plainProgress } from "./plain.ts";
import type { Progress } from "./progress.ts";
import { terminalProgress } from "./terminal.ts";

export type { Progress, ProgressTask } from "./progress.ts";
export { withProgress } from "./progress.ts";

export const silentProgress: Progress = {
  start: () => ({ update: () => undefined, succeed: () => undefined, fail: () => undefined }),
  note: () => undefined,
  close: () => undefined,
};

export interface ProgressSettings {
  readonly json: boolean;
  /** Standard error, so that standard output holds the answer alone. */
  readonly stream: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Nothing with --json, live lines on a terminal that can erase, plain lines otherwise. */
export function createProgress({ json, stream, environment }: ProgressSettings): Progress {
  if (json) return silentProgress;
  const write = (text: string): void => void stream.write(text);
  const now = (): number => performance.now();
  if (!stream.isTTY || environment.TERM === "dumb") return plainProgress(write, now);
  return terminalProgress({ write, columns: () => stream.columns || 80 }, createStyle(stream, environment), now);
}
