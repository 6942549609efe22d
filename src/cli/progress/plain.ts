import { formatDuration } from "../../kernel/index.ts";
import type { Progress, ProgressTask } from "./progress.ts";

const QUIET_MS = 10_000;

/** Lines for logs: one at the start, one at the end, and a sign of life at most every ten seconds. */
export function plainProgress(write: (text: string) => void, now: () => number): Progress {
  return {
    start(title) {
      write(`${title} …\n`);
      return plainTask(title, write, now);
    },
    note: (text) => write(`${text}\n`),
    close: () => undefined,
  };
}

function plainTask(title: string, write: (text: string) => void, now: () => number): ProgressTask {
  const started = now();
  let spoken = started;
  let ended = false;
  const end = (word: string, detail: string | undefined, took = now() - started): void => {
    if (ended) return;
    ended = true;
    write(`${title}: ${word} in ${formatDuration(took)}${detail ? ` (${detail})` : ""}\n`);
  };
  return {
    update(state) {
      if (ended || now() - spoken < QUIET_MS) return;
      spoken = now();
      write(`${title}: ${describeState(state)}\n`);
    },
    succeed: (detail, took) => end("done", detail, took),
    fail: (detail, took) => end("failed", detail, took),
  };
}

/** `40 %, libmodbus`: what there is to say about work that goes on. */
export function describeState(state: {
  readonly done?: number;
  readonly total?: number;
  readonly detail?: string;
}): string {
  const parts: string[] = [];
  if (state.done !== undefined && state.total) parts.push(`${percent(state.done, state.total)} %`);
  if (state.detail) parts.push(state.detail);
  return parts.join(", ") || "still working";
}

function percent(done: number, total: number): number {
  return Math.max(0, Math.min(100, Math.floor((100 * done) / total)));
}
