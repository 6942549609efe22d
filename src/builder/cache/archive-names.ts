import { lstat, mkdir, readdir, readlink, rm, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { isSha256, type Sha256 } from "../../kernel/index.ts";
import { parseArchiveName } from "./archive-name.ts";
import type { FileStore } from "./file-store.ts";

/**
 * Which .deb files are known under which name, for one set of apt sources: a directory of symbolic links, each from the name
 * that apt uses to the hash in the file store. The same name may have other content in another set of sources.
 */
export interface ArchiveNames {
  /** Takes a .deb into the store under its name; a name that has another content gets the new one. */
  keep(file: string, expected?: Sha256): Promise<Sha256>;
  /** Puts every known .deb into a directory, by hard link; names whose content was pruned are forgotten. */
  linkAll(target: string): Promise<number>;
}

export async function openArchiveNames(directory: string, store: FileStore): Promise<ArchiveNames> {
  await mkdir(directory, { recursive: true });
  return {
    async keep(file, expected) {
      const name = basename(file);
      const sha256 = await store.keep(file, expected);
      if ((await readlink(join(directory, name)).catch(() => "")) === sha256) return sha256;
      await rm(join(directory, name), { force: true });
      await symlink(sha256, join(directory, name));
      return sha256;
    },
    async linkAll(target) {
      let count = 0;
      for (const name of await readdir(directory)) {
        const sha256 = await readlink(join(directory, name));
        if (!parseArchiveName(name) || !isSha256(sha256) || !(await exists(store.path(sha256)))) {
          await rm(join(directory, name), { force: true });
          continue;
        }
        await store.linkTo(sha256, join(target, name));
        count += 1;
      }
      return count;
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
