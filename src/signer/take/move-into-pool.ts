import { open, readdir, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeDirectory, syncDirectory } from "../files/durable.ts";
import type { ArchiveTree } from "../suites/suite.ts";

/**
 * Moves laid out places into an archive's pool, each by one rename. A place that is there already has the same content,
 * since its name is made of it. When this returns, a loss of power does not take the files away.
 */
export async function moveIntoPool(tree: string, places: readonly string[], archive: ArchiveTree): Promise<void> {
  for (const place of places) {
    const from = join(tree, place);
    const to = join(archive.root, place);
    for (const name of await readdir(from)) await syncFile(join(from, name), archive.fileMode);
    await syncDirectory(from);
    await makeDirectory(dirname(to), archive.directoryMode);
    if (await exists(to)) continue;
    await rename(from, to);
    await syncUpwards(dirname(to), archive.root);
  }
}

async function syncFile(path: string, mode: number): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncUpwards(directory: string, root: string): Promise<void> {
  for (let at = directory; at.length >= root.length; at = dirname(at)) await syncDirectory(at);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
