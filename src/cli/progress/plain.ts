import { formatDuration } from "../../kernel/index.ts";
import { printable } from "../printable.ts";
import type { Progress, ProgressTask } from "./progress.ts";

const QUIET_MS = 10_000;
const SILENT_MS = 30_000;

/**
 * Lines for logs: one at the start, one at the end, news at most every ten seconds, and where there is no news for half a
 * minute a line that the work goes on: who reads through a pipe cannot tell waiting from hanging.
 */
export function plainProgress(out: (text: string) => void, now: () => number): Progress {
  const open = new Set<() => void>();
  // Names, and what other processes say, come from outside.
  const write = (text: string): void => out(printable(text));
  return {
    start(title) {
      write(`${title} …\n`);
      return plainTask(title, write, now, open);
    },
    note: (text) => write(`${text}\n`),
    close() {
      for (const leave of open) leave();
    },
  };
}

function plainTask(
  title: string,
  write: (text: string) => void,
  now: () => number,
  open: Set<() => void>,
): ProgressTask {
  const started = now();
  let spoken = started;
  let state: WorkState = {};
  const speakAfter = (silentMs: number): void => {
    if (!open.has(leave) || now() - spoken < silentMs) return;
    spoken = now();
    write(`${title}: ${describeState(state)}, for ${formatDuration(spoken - started)}\n`);
  };
  const alive = setInterval(() => speakAfter(SILENT_MS), QUIET_MS).unref();
  const leave = (): void => {
    clearInterval(alive);
    open.delete(leave);
  };
  const end = (word: string, detail: string | undefined, took = now() - started): void => {
    if (!open.has(leave)) return;
    leave();
    write(`${title}: ${word} in ${formatDuration(took)}${detail ? ` (${detail})` : ""}\n`);
  };
  open.add(leave);
  return {
    update(news) {
      state = { ...state, ...news };
      speakAfter(QUIET_MS);
    },
    succeed: (detail, took) => end("done", detail, took),
    fail: (detail, took) => end("failed", detail, took),
  };
}

interface WorkState {
  readonly done?: number;
  readonly total?: number;
  readonly detail?: string;
}

/** `40 %, libmodbus`: what there is to say about work that goes on. */
export function describeState(state: WorkState): string {
  const parts: string[] = [];
  if (state.done !== undefined && state.total) parts.push(`${percent(state.done, state.total)} %`);
  if (state.detail) parts.push(state.detail);
  return parts.join(", ") || "still working";
}

function percent(done: number, total: number): number {
  return Math.max(0, Math.min(100, Math.floor((100 * done) / total)));
}
