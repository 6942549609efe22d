import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, link, mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { isSha256, SamedayError, type Sha256 } from "../../kernel/index.ts";

/** Files by their content, one directory, named by SHA-256. What is in it is right: a file enters only by its hash. */
export interface FileStore {
  /** Where a file of this content is, or would be. */
  path(sha256: Sha256): string;
  /** Whether it is here; using it keeps it from being pruned soon. */
  has(sha256: Sha256): Promise<boolean>;
  /** Moves a file of the same file system in. HASH_MISMATCH when its content is not what was expected. */
  keep(file: string, expected?: Sha256): Promise<Sha256>;
  /** Gives it a second name (a hard link: nobody may write to it). */
  linkTo(sha256: Sha256, target: string): Promise<void>;
  /** Removes what was not used for longest until the rest is within the limit; gives the bytes freed. */
  prune(limitBytes: number): Promise<number>;
}

export async function openFileStore(directory: string): Promise<FileStore> {
  await mkdir(directory, { recursive: true });
  const path = (sha256: Sha256): string => join(directory, sha256);
  const has = async (sha256: Sha256): Promise<boolean> => {
    const now = new Date();
    return utimes(path(sha256), now, now).then(
      () => true,
      () => false,
    );
  };
  return {
    path,
    has,
    async keep(file, expected) {
      const sha256 = await hashFile(file);
      if (expected !== undefined && sha256 !== expected) {
        await rm(file, { force: true });
        throw new SamedayError("HASH_MISMATCH", `A file that should have the hash ${expected} has ${sha256}.`);
      }
      await chmod(file, 0o444);
      await rename(file, path(sha256));
      return sha256;
    },
    async linkTo(sha256, target) {
      await has(sha256);
      await link(path(sha256), target);
    },
    prune: (limitBytes) => prune(directory, limitBytes),
  };
}

/** SHA-256 of a file, read in a stream. */
export async function hashFile(file: string): Promise<Sha256> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

async function prune(directory: string, limitBytes: number): Promise<number> {
  const names = (await readdir(directory)).filter(isSha256);
  const files = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(directory, name));
      return { file: join(directory, name), size, mtimeMs };
    }),
  );
  files.sort((a, b) => a.mtimeMs - b.mtimeMs);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let freed = 0;
  for (const file of files) {
    if (total - freed <= limitBytes) break;
    await rm(file.file, { force: true });
    freed += file.size;
  }
  return freed;
}
