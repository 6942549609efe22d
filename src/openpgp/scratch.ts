import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** gpg-agent's socket path may have 107 bytes (unix(7)); the longest name it adds has 23. */
const LONGEST_ROOT = 60;

const PREFIX = "sd-pgp-";
/** Longer than any use of a scratch directory takes. */
const STALE_MS = 60 * 60_000;

function scratchRoot(): string {
  return tmpdir().length <= LONGEST_ROOT ? tmpdir() : "/tmp";
}

/** Lends a directory of mode 0700 with a short path and removes it again, whatever happens inside. */
export async function withScratchDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(scratchRoot(), PREFIX));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Removes scratch directories of this user that a killed process left more than an hour ago. They hold nothing secret. */
export async function removeStaleScratch(now: Date): Promise<void> {
  const names = (await readdir(scratchRoot())).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const path = join(scratchRoot(), name);
    const found = await lstat(path).catch(() => undefined);
    const isStale =
      found?.isDirectory() && found.uid === process.getuid?.() && now.getTime() - found.mtimeMs > STALE_MS;
    if (isStale) await rm(path, { recursive: true, force: true });
  }
}
