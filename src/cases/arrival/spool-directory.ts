import { lstat, mkdir, open, readdir } from "node:fs/promises";
import path from "node:path";
import { isSha256, SamedayError, type Sha256 } from "../../kernel/index.ts";

/*
 * A spool is four directories: a message is written in `arriving`, is accepted by being renamed into `new`, and judged by
 * being renamed into `done`. What is not whole goes from `new` to `damaged`, for a person to look at.
 */

export const FOLDERS = ["arriving", "new", "done", "damaged"] as const;
export type Folder = (typeof FOLDERS)[number];

/**
 * `01795258800000-<SHA-256 of the file>.mail`: by name they stand in the order of their arrival, and anybody can tell
 * a torn file from a whole one without opening it. The hash is the sealed file's and says nothing of the message.
 */
export interface SpoolName {
  readonly name: string;
  readonly sha256: Sha256;
}

const MILLISECOND_DIGITS = 14;

export function spoolName(arrivedAt: Date, sha256: Sha256): string {
  return `${String(Math.max(0, arrivedAt.getTime())).padStart(MILLISECOND_DIGITS, "0")}-${sha256}.mail`;
}

/** Undefined for what is no message of ours. */
export function parseSpoolName(name: string): SpoolName | undefined {
  const hash = /^\d{14}-([0-9a-f]{64})\.mail$/.exec(name)?.[1];
  return hash !== undefined && isSha256(hash) ? { name, sha256: hash } : undefined;
}

/** Makes what is missing of a spool. Throws as `requireOwn` does. */
export async function makeSpool(directory: string): Promise<void> {
  for (const at of [directory, ...FOLDERS.map((folder) => path.join(directory, folder))]) {
    await mkdir(at, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    await requireOwn(at);
  }
  await syncFolder(directory);
}

/**
 * Throws STORE_FOREIGN_OWNER for a directory of somebody else, DATA_UNSAFE for one that others may enter, and for what is
 * no directory.
 */
export async function requireOwn(directory: string): Promise<void> {
  const found = await lstat(directory);
  if (!found.isDirectory()) throw new SamedayError("DATA_UNSAFE", `${directory} is no directory.`);
  if (found.uid !== process.getuid?.()) {
    throw new SamedayError("STORE_FOREIGN_OWNER", `The spool ${directory} belongs to the user ${found.uid}.`);
  }
  if ((found.mode & 0o077) !== 0) {
    throw new SamedayError("DATA_UNSAFE", `Others may enter the spool ${directory}; its mode must be 0700.`);
  }
}

/** The messages of a folder in the order of their arrival. */
export async function listMessages(directory: string, folder: Folder): Promise<SpoolName[]> {
  const names = await readdir(path.join(directory, folder));
  return names.sort().flatMap((name) => parseSpoolName(name) ?? []);
}

/** Makes new and changed names of a folder survive a power cut (fsync(2)). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * The same for whoever asks at once: while one sync is under way, all others share the next, which begins after each of them
 * asked. Postfix hands over twenty mails side by side.
 */
export function sharedSync(folder: string, sync = syncFolder): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    running = sync(folder).finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (!running) return begin();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return begin();
      });
    return next;
  };
}
