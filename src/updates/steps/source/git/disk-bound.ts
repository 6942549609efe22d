import { statfs } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type ProcessRunner, SamedayError } from "../../../../kernel/index.ts";

const GIBIBYTE = 1024 ** 3;
/** The pack and its index, the tree, upstream's tarballs once packed and once unpacked, and what is made of them. */
const LARGEST_WORK = 24 * GIBIBYTE;
const PAUSE_MS = 250;
/** Between two looks at least so many times as long as a look took: a directory with many files is not read all the time. */
const REST = 2;

export interface DiskAllowance {
  readonly bytes: number;
  /** Whether it is so little because the disk has little left, which is no fault of what is worked on. */
  readonly isShort: boolean;
}

/** What work on a bundle may take of the disk under a directory: a fixed measure, and never more than half of what is free. */
export async function diskAllowance(directory: string): Promise<DiskAllowance> {
  const { bavail, bsize } = await statfs(directory);
  const half = Math.floor((bavail * bsize) / 2);
  return { bytes: Math.min(LARGEST_WORK, half), isShort: half < LARGEST_WORK };
}

/**
 * Does work in a directory while that takes no more than it is allowed of the disk, all files together: patches and
 * tarballs can ask for far more than they weigh, and limits of single files do not see it. The work's child processes run
 * by the runner that it gets, which ends them when the bound is passed. Throws INPUT_INVALID then, or DISK_FULL.
 */
export async function withinDiskBound<T>(
  runner: ProcessRunner,
  directory: string,
  { bytes, isShort }: DiskAllowance,
  work: (bounded: ProcessRunner) => Promise<T>,
): Promise<T> {
  const passed = new AbortController();
  const done = new AbortController();
  const watching = watch(runner, directory, bytes, passed, done.signal);
  const bounded: ProcessRunner = {
    run: (command) =>
      runner.run({ ...command, signal: AbortSignal.any([passed.signal, ...(command.signal ? [command.signal] : [])]) }),
  };
  try {
    return await work(bounded);
  } catch (error) {
    if (!passed.signal.aborted) throw error;
    const sentence = `Making the source takes more than ${(bytes / GIBIBYTE).toFixed(1)} GiB of the disk`;
    if (isShort) throw new SamedayError("DISK_FULL", `${sentence}, half of what was free.`, error);
    throw new SamedayError("INPUT_INVALID", `${sentence}.`, error);
  } finally {
    done.abort();
    await watching;
  }
}

async function watch(
  runner: ProcessRunner,
  directory: string,
  limitBytes: number,
  passed: AbortController,
  done: AbortSignal,
): Promise<void> {
  while (!done.aborted) {
    const begin = performance.now();
    const used = await diskUse(runner, directory, done);
    if (used > limitBytes) return passed.abort();
    const pause = Math.max(PAUSE_MS, REST * (performance.now() - begin));
    await sleep(pause, undefined, { signal: done }).catch(() => undefined);
  }
}

/** By du(1), which says its sum also when files vanish while it looks; what cannot be measured is measured the next time. */
async function diskUse(runner: ProcessRunner, directory: string, signal: AbortSignal): Promise<number> {
  const argv = ["du", "--summarize", "--block-size=1", "--", directory] as const;
  return runner.run({ argv, timeLimitMs: 60_000, okExitCodes: [0, 1], signal, measured: "not" }).then(
    ({ stdout }) => Number(/^(\d+)/.exec(Buffer.from(stdout).toString("latin1"))?.[1] ?? 0),
    () => 0,
  );
}
