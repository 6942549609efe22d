import { readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";

/*
 * Processes of one desk and of the mail system in front of it, by which tests kill them. Others of their kind may run on the
 * same machine, so each is known by the directory that it works for.
 */

/** Those of the desk in that directory that do one of these: `desk intake`, `signer run`. */
export async function pidsOf(data: string, works: readonly string[]): Promise<readonly number[]> {
  return pidsWhere(async (pid) => {
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    return words.includes(data) && works.some((work) => ` ${words.join(" ")} `.includes(` ${work} `));
  });
}

/** The server process of the desk's own PostgreSQL; undefined while there is none. */
export async function postmasterOf(postgres: string): Promise<number | undefined> {
  const files = await readdir(postgres, { recursive: true }).catch((): string[] => []);
  const file = files.find((name) => name.endsWith("postmaster.pid"));
  const text = file === undefined ? "" : await readFile(path.join(postgres, file), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return pid > 1 && words.includes("postgres") ? pid : undefined;
}

/** Daemons of that name of the Postfix with this queue: `lmtp` hands mail over. */
export function postfixPidsOf(queueDirectory: string, name: string): Promise<readonly number[]> {
  return pidsWhere(async (pid) => {
    const [comm, cwd] = await Promise.all([
      readFile(`/proc/${pid}/comm`, "utf8").catch(() => ""),
      readlink(`/proc/${pid}/cwd`).catch(() => ""),
    ]);
    return comm.trim() === name && cwd === queueDirectory;
  });
}

async function pidsWhere(isOne: (pid: number) => Promise<boolean>): Promise<readonly number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(ids.map(async (pid) => ((await isOne(pid)) ? pid : 0)));
  return found.filter((pid) => pid !== 0);
}
