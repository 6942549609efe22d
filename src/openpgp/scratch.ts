import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** gpg-agent's socket path may have 107 bytes (unix(7)); the longest name it adds has 23. */
const LONGEST_ROOT = 60;

/** Lends a directory of mode 0700 with a short path and removes it again, whatever happens inside. */
export async function withScratchDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const root = tmpdir().length <= LONGEST_ROOT ? tmpdir() : "/tmp";
  const directory = await mkdtemp(join(root, "sd-pgp-"));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
