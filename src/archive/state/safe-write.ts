import { randomUUID } from "node:crypto";
import { open, rename } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A name that no other writer uses, below the directory of unfinished files. */
export function partialFile(partialDirectory: string): string {
  return join(partialDirectory, randomUUID());
}

/** Puts a finished file in its place in one step and makes the step itself safe on the disk. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  await rename(from, to);
  const directory = await open(dirname(to), "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Writes a small file so that readers see the old one or the new one, whole. */
export async function writeSafely(text: string, partialDirectory: string, to: string): Promise<void> {
  const partial = partialFile(partialDirectory);
  const handle = await open(partial, "wx", 0o644);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await moveIntoPlace(partial, to);
}
