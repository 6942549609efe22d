import { readFileSync, readlinkSync } from "node:fs";

/** sysconf(_SC_CLK_TCK): always a hundredth of a second on Linux (time(7)). */
const TICK_MS = 10;

/** The calling thread, as other threads of this process find it in proc(5); undefined where there is no such file system. */
export function thisThread(): string | undefined {
  try {
    return readlinkSync("/proc/thread-self");
  } catch {
    return undefined;
  }
}

/** Processor time that a thread has used so far, in milliseconds; undefined when that cannot be told. */
export function threadTime(thread: string | undefined): number | undefined {
  if (thread === undefined) return undefined;
  try {
    const stat = readFileSync(`/proc/${thread}/stat`, "latin1");
    // Behind the name in brackets, user and system time are the 12th and 13th field (proc_pid_stat(5), 14 and 15).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks * TICK_MS : undefined;
  } catch {
    return undefined;
  }
}
