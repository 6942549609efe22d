import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file of tracker data, which appears whole or not at all. `mode` are its rights, else what the umask leaves.
 * The file that grows beside it is made anew: whoever can commit to the data can have put a link there that leads to any
 * file of whoever writes. It is the process's own, so that two that write at once do not mix.
 */
export async function placeFile(path: string, bytes: Uint8Array, mode?: number): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  await mkdir(dirname(path), { recursive: true });
  await rm(partial, { force: true });
  await writeFile(partial, bytes, { flag: "wx", ...(mode === undefined ? {} : { mode }) });
  await rename(partial, path);
}
