import { access, constants, lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** gpg-agent's socket path may have 107 bytes (unix(7)); the longest name it adds has 23. */
const LONGEST_ROOT = 60;

const PREFIX = "sd-pgp-";
const MEMORY_ROOT = "/dev/shm";
/** Longer than any use of a scratch directory takes. */
const STALE_MS = 60 * 60_000;

function scratchRoot(): string {
  return tmpdir().length <= LONGEST_ROOT ? tmpdir() : "/tmp";
}

/** Lends a directory of mode 0700 with a short path and removes it again, whatever happens inside. */
export function withScratchDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  return lend(scratchRoot(), use);
}

/** The same for what no disk should keep: in the machine's memory, where it has a file system for that (shm_overview(7)). */
export async function withSecretScratch<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const hasMemory = await access(MEMORY_ROOT, constants.W_OK).then(
    () => true,
    () => false,
  );
  return lend(hasMemory ? MEMORY_ROOT : scratchRoot(), use);
}

async function lend<T>(root: string, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(root, PREFIX));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Removes scratch directories of this user that a killed process left more than an hour ago. The machine's own clock says
 * so, as it wrote the time of each: by any other, one that is in use may look old.
 */
export async function removeStaleScratch(): Promise<void> {
  for (const root of [scratchRoot(), MEMORY_ROOT]) await removeStaleIn(root);
}

async function removeStaleIn(root: string): Promise<void> {
  const names = (await readdir(root).catch(() => [])).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const path = join(root, name);
    const found = await lstat(path).catch(() => undefined);
    const isStale = found?.isDirectory() && found.uid === process.getuid?.() && Date.now() - found.mtimeMs > STALE_MS;
    if (isStale) await rm(path, { recursive: true, force: true });
  }
}
