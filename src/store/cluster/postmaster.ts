import { readdir, readFile, readlink, realpath } from "node:fs/promises";
import path from "node:path";

/** What a running server says of itself in postmaster.pid (its lines are fixed since PostgreSQL 10). */
export interface Postmaster {
  readonly pid: number;
  readonly socketDirectory: string;
  readonly port: number;
}

/**
 * The server that runs on this cluster, or undefined.
 * A live process id alone proves nothing, since ids are used again: it must also work in that directory.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(path.join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number.parseInt(lines[0] ?? "", 10);
  if (!Number.isInteger(pid) || pid <= 1 || !(await worksIn(pid, cluster))) return undefined;
  return { pid, port: Number.parseInt(lines[3] ?? "", 10), socketDirectory: lines[4] ?? "" };
}

/** Whether a server process (the postmaster or one that outlived it) still works in the cluster's directory. */
export async function clusterProcesses(cluster: string): Promise<readonly number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(ids.map(async (pid) => ((await worksIn(pid, cluster)) ? pid : 0)));
  return found.filter((pid) => pid !== 0);
}

/**
 * Whether the process works in the cluster's directory. Signal 0 would not do: a server that died while nobody collects
 * the dead (a container without an init) answers it for ever, and PostgreSQL is deceived by that too.
 */
export async function worksIn(pid: number, cluster: string): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster));
  } catch {
    return false;
  }
}
