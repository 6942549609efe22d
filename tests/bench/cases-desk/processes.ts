import { readdir, readFile } from "node:fs/promises";
import type { WholeDesk } from "../../system/whole-desk.ts";

/** Processes of a desk that do the same. */
export interface Group {
  readonly name: string;
  readonly pids: readonly number[];
}

const SERVICES = ["intake", "role-key", "server", "tracker"];
/** sysconf(_SC_CLK_TCK) (time(7)). */
const TICKS_A_SECOND = 100;

/** The desk's processes by what they are, its PostgreSQL as one. */
export async function processesOf({ layout }: WholeDesk): Promise<readonly Group[]> {
  const groups = new Map<string, number[]>();
  const all = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const postmaster = await postmasterOf(all, layout.postgres);
  for (const pid of all) {
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    const { parent } = await statOf(pid);
    const isPostgres = pid === postmaster || (postmaster !== undefined && parent === postmaster);
    const service = words.includes(layout.root) ? SERVICES.find((one) => words.includes(one)) : undefined;
    const name = isPostgres ? "PostgreSQL" : service;
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), pid]);
  }
  return [...groups].map(([name, pids]) => ({ name, pids }));
}

/**
 * Milliseconds of processor time so far, by what a process is. A process that ended counts with the one that started it.
 */
export async function processorTimes(whole: WholeDesk): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const { name, pids } of await processesOf(whole)) {
    const each = await Promise.all(pids.map(statOf));
    const ticks = each.reduce((sum, one) => sum + one.ticks, 0);
    times.set(name, (ticks * 1000) / TICKS_A_SECOND);
  }
  return times;
}

/** What passed between two looks. */
export function timesBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map([...after].map(([name, time]) => [name, time - (before.get(name) ?? 0)]));
}

/** The largest memory that one process of a group ever had, in MiB. */
export async function peakOf({ pids }: Group): Promise<number> {
  const peaks = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
      return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
    }),
  );
  return Math.max(0, ...peaks);
}

async function postmasterOf(pids: readonly number[], directory: string): Promise<number | undefined> {
  for (const pid of pids) {
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (/postgres$/.test(words[0] ?? "") && words.some((word) => word.startsWith(directory))) return pid;
  }
  return undefined;
}

/** proc_pid_stat(5): parent, and user and system time with those of children that were waited for. */
async function statOf(pid: number): Promise<{ readonly parent: number; readonly ticks: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + (fields[at] ?? 0), 0);
  return { parent: fields[1] ?? 0, ticks: Number.isFinite(ticks) ? ticks : 0 };
}
