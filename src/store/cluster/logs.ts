import { open, readdir } from "node:fs/promises";
import path from "node:path";
import type { AccountFiles } from "./files.ts";

/** PostgreSQL begins a new file each 8 MB and each day; this many are kept. */
const KEPT_LOGS = 8;

/** What the postmaster says before its log collector runs, for instance that its data is broken. */
export const STARTUP_LOG = "startup.log";

async function logFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => [] as string[]);
  return names.filter((name) => /^postgresql-\d{8}T\d{6}\.log$/.test(name)).sort();
}

/** Removes all but the newest log files, and the last start's. */
export async function pruneLogs(directory: string, files: AccountFiles): Promise<void> {
  const old = (await logFiles(directory)).slice(0, -KEPT_LOGS);
  for (const name of old) await files.removeTree(path.join(directory, name));
  await files.removeTree(path.join(directory, STARTUP_LOG));
}

/** The last lines of what PostgreSQL wrote, to say why it did not start. They hold no statements and no rows. */
export async function logTail(directory: string, bytes = 4096): Promise<string> {
  const newest = (await logFiles(directory)).at(-1);
  const names = newest ? [STARTUP_LOG, newest] : [STARTUP_LOG];
  const tails = await Promise.all(names.map((name) => tailOf(path.join(directory, name), bytes)));
  return tails.join("\n").trim();
}

async function tailOf(file: string, bytes: number): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return "";
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - bytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, start);
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await handle.close();
  }
}
