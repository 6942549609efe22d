import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readToolTimes, TOOL_TIMES_VARIABLE, type ToolTime } from "../system/index.ts";
import { fileOnce, ownDirectory } from "./owned.ts";
import type { Service } from "./supervisor.ts";

/** What a desk's processes have done so far. */
export interface DeskMeasure {
  /** When their tools ran, in no order. */
  readonly tools: readonly ToolTime[];
  /**
   * Processor time of the desk's own processes themselves, in milliseconds since each was started: neither of their tools
   * nor of PostgreSQL. What a process had used before it was killed is not in it.
   */
  readonly cpuMs: number;
}

/** Clock ticks of /proc are hundredths of a second on every architecture of Debian (time(7), USER_HZ). */
const TICK_MS = 10;

/**
 * Gives each service a file of its own in a directory of root's, for the times of its tools (system/tool-times.ts).
 * Throws DATA_UNSAFE as owned.ts says.
 */
export async function withToolTimes(directory: string, services: readonly Service[]): Promise<Service[]> {
  await ownDirectory(directory, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, mode: 0o711 });
  return Promise.all(
    services.map(async (service) => {
      const file = timesFile(directory, service);
      await fileOnce(file, { uid: service.user.uid, gid: service.user.gid, mode: 0o600 }, () => "");
      return { ...service, env: { ...service.env, [TOOL_TIMES_VARIABLE]: file } };
    }),
  );
}

/** Reads what the services have noted, and the processor time of those that run. */
export async function readMeasure(
  directory: string,
  services: readonly Service[],
  pids: readonly number[],
): Promise<DeskMeasure> {
  const tools = await Promise.all(services.map((service) => readToolTimes(timesFile(directory, service))));
  const cpu = await Promise.all(pids.map(cpuOf));
  return { tools: tools.flat(), cpuMs: cpu.reduce((sum, one) => sum + one, 0) };
}

function timesFile(directory: string, service: Service): string {
  return join(directory, service.name.replaceAll(" ", "-"));
}

async function cpuOf(pid: number): Promise<number> {
  return cpuIn(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""));
}

/** Milliseconds of user and system time in a line of /proc/PID/stat (proc(5), fields 14 and 15); 0 when it is none. */
export function cpuIn(stat: string): number {
  // The second field is the program's name in parentheses, and may hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}
