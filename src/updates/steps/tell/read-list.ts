import { readFile } from "node:fs/promises";

/** A list of the tracker; empty when it is not there, as before a house's first advisory. */
export async function readList(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
}
