import { open } from "node:fs/promises";

/** Makes a new or changed name in a directory survive a power cut (fsync(2) of the file alone does not). */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
