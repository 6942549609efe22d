import { constants } from "node:fs";
import { copyFile, link, mkdir, open, readdir, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { pipeline, type Readable } from "node:stream";
import { SamedayError, type Sha256, toSamedayError } from "../../kernel/index.ts";
import { blobPath, incomingDirectory } from "./paths.ts";
import { type BlobSource, type PutOptions, type PutResult, putBlob } from "./put.ts";
import { type BlobFault, hashGuard, listBlobs, verifyBlobs } from "./verify.ts";

export interface GetOptions {
  /** Hash again while reading: the stream ends with HASH_MISMATCH when the disk altered the content. */
  readonly verify?: boolean;
}

/**
 * Files by the hash of their content. What is put is on the disk when `put` answers; nothing is ever changed.
 * Independent of the database: which of them are needed is the database's matter.
 */
export interface BlobStore {
  readonly directory: string;
  /** Throws HASH_MISMATCH, INPUT_INVALID (larger than `limitBytes`), DISK_FULL; then nothing was stored. */
  put(source: BlobSource, options?: PutOptions): Promise<PutResult>;
  /** Throws NOT_FOUND. */
  get(sha256: Sha256, options?: GetOptions): Promise<Readable>;
  /** The whole content, verified; for small files. Throws NOT_FOUND, HASH_MISMATCH. */
  read(sha256: Sha256): Promise<Buffer>;
  has(sha256: Sha256): Promise<boolean>;
  /** Bytes. Throws NOT_FOUND. */
  size(sha256: Sha256): Promise<number>;
  /** For child processes that only read. */
  path(sha256: Sha256): string;
  /**
   * Makes the content appear under another name: a hard link on the same file system, else a copy.
   * A link shares its bytes and its mode 0444 with the store, so give it to nobody who might write; then `copy`.
   */
  link(sha256: Sha256, target: string): Promise<void>;
  copy(sha256: Sha256, target: string): Promise<void>;
  list(): AsyncGenerator<Sha256>;
  /** Reads everything again. */
  verify(): Promise<{ checked: number; faults: BlobFault[] }>;
  /** What is stored, not in `needed`, and was put before that time: content comes before the row that needs it. */
  garbage(needed: ReadonlySet<Sha256>, putBefore: Date): Promise<Sha256[]>;
  remove(hashes: readonly Sha256[]): Promise<void>;
}

/** Another file system, too many links, or a file of another user (fs.protected_hardlinks). */
const LINK_IMPOSSIBLE: ReadonlySet<string> = new Set(["EXDEV", "EMLINK", "EPERM"]);

/** Opens or makes the store, and clears what a killed writer left half-way. One process writes at a time. */
export async function openBlobStore(directory: string): Promise<BlobStore> {
  const incoming = incomingDirectory(directory);
  await mkdir(path.join(directory, "sha256"), { recursive: true, mode: 0o755 });
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  for (const name of await readdir(incoming)) await unlink(path.join(incoming, name));
  const at = (sha256: Sha256): string => blobPath(directory, sha256);
  const store: BlobStore = {
    directory,
    put: (source, options = {}) => putBlob(directory, source, options),
    async get(sha256, options = {}) {
      const handle = await open(at(sha256)).catch(explain(sha256));
      const stream = handle.createReadStream();
      // An error of the file reaches the reader through the guard, which pipeline destroys with it.
      return options.verify ? pipeline(stream, hashGuard(sha256), () => undefined) : stream;
    },
    async read(sha256) {
      await store.size(sha256);
      const chunks: Buffer[] = [];
      for await (const chunk of await store.get(sha256, { verify: true })) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
    has: (sha256) =>
      stat(at(sha256)).then(
        () => true,
        () => false,
      ),
    size: async (sha256) => (await stat(at(sha256)).catch(explain(sha256))).size,
    path: at,
    async link(sha256, target) {
      await store.size(sha256);
      await link(at(sha256), target).catch((error: NodeJS.ErrnoException) => {
        if (!LINK_IMPOSSIBLE.has(error.code ?? "")) throw toSamedayError(error);
        return store.copy(sha256, target);
      });
    },
    async copy(sha256, target) {
      await store.size(sha256);
      await copyFile(at(sha256), target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE).catch((error) => {
        throw toSamedayError(error);
      });
    },
    list: () => listBlobs(directory),
    verify: () => verifyBlobs(directory),
    async garbage(needed, putBefore) {
      const found: Sha256[] = [];
      for await (const sha256 of listBlobs(directory)) {
        if (needed.has(sha256)) continue;
        const { mtimeMs } = await stat(at(sha256));
        if (mtimeMs < putBefore.getTime()) found.push(sha256);
      }
      return found;
    },
    async remove(hashes) {
      for (const sha256 of hashes) await unlink(at(sha256)).catch(explain(sha256));
    },
  };
  return store;
}

function explain(sha256: Sha256): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code !== "ENOENT") throw toSamedayError(error);
    throw new SamedayError("NOT_FOUND", `There is no stored content ${sha256}.`, error);
  };
}
