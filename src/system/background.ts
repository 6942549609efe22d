import { readFile, writeFile } from "node:fs/promises";
import { constants, getPriority, setPriority } from "node:os";

const NICE = constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Lets everything else go first, from now to the end of this process. Where the kernel shares the processors among
 * sessions, a process's own nice value counts only within its session (sched(7), "The autogroup feature"); so a process
 * that leads a session, as children of `ProcessRunner` do, steps back with all of it. In a session of others it does not.
 */
export async function workInBackground(): Promise<void> {
  if (getPriority() < NICE) setPriority(NICE);
  if (!(await leadsSession())) return;
  // Kernels without the feature have no such file; one with it may be busy with another change.
  await writeFile("/proc/self/autogroup", String(NICE)).catch(() => undefined);
}

/** proc_pid_stat(5): after the name in brackets stand state, parent, group and session. */
async function leadsSession(): Promise<boolean> {
  const stat = await readFile("/proc/self/stat", "utf8").catch(() => "");
  const [, , , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return session === String(process.pid);
}
