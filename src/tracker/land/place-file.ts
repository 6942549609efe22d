import { chmod, lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";

const RIGHTS = 0o777;

/**
 * Writes a file of tracker data, which appears whole or not at all, with the rights that it had, else what the umask leaves.
 * The file that grows beside it is made anew: whoever can commit to the data can have put a link there that leads to any
 * file of whoever writes. It is the process's own, so that two that write at once do not mix.
 * Throws DISK_FULL, else INPUT_INVALID with what the file system says.
 */
export async function placeFile(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    const before = await lstat(path).catch(() => undefined);
    await mkdir(dirname(path), { recursive: true });
    await rm(partial, { force: true });
    await writeFile(partial, bytes, { flag: "wx" });
    // Not as it is made, where the umask would take from it.
    if (before?.isFile()) await chmod(partial, before.mode & RIGHTS);
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    if (code === "ENOSPC") throw cause;
    throw new SamedayError("INPUT_INVALID", `${path} cannot be written (${code}).`, cause);
  }
}

/** What a process that was killed had not written to its end. */
export async function removePartials(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  const partials = names.filter((name) => {
    const end = name.startsWith(`${basename(path)}.`) ? name.slice(basename(path).length) : "";
    return /^\.\d+\.partial$/.test(end);
  });
  await Promise.all(partials.map((name) => rm(join(dirname(path), name), { force: true })));
}
