import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, rename, unlink } from "node:fs/promises";
import path from "node:path";
import { SamedayError, type Sha256, toSamedayError } from "../../kernel/index.ts";
import { syncDirectory } from "../sync-directory.ts";
import { blobPath, incomingDirectory } from "./paths.ts";

export interface PutOptions {
  /** What the content must hash to. */
  readonly sha256?: Sha256;
  /** More than this is refused while it comes in; no limit when absent. */
  readonly limitBytes?: number;
}

export interface PutResult {
  readonly sha256: Sha256;
  readonly size: number;
}

export type BlobSource = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Writes content to the store and answers its name once it is on the disk for good (file and directory synced).
 * Whatever fails leaves nothing behind. Throws HASH_MISMATCH, INPUT_INVALID (too large), DISK_FULL.
 */
export async function putBlob(directory: string, source: BlobSource, options: PutOptions): Promise<PutResult> {
  const incoming = path.join(incomingDirectory(directory), randomBytes(12).toString("hex"));
  try {
    const written = await writeIncoming(incoming, source, options.limitBytes ?? Number.POSITIVE_INFINITY);
    if (options.sha256 !== undefined && options.sha256 !== written.sha256) {
      const message = `The content hashes to ${written.sha256}, not to ${options.sha256} as announced.`;
      throw new SamedayError("HASH_MISMATCH", message);
    }
    await keep(incoming, blobPath(directory, written.sha256));
    return written;
  } catch (error) {
    throw toSamedayError(error);
  } finally {
    await unlink(incoming).catch(() => undefined);
  }
}

async function writeIncoming(file: string, source: BlobSource, limitBytes: number): Promise<PutResult> {
  const handle = await open(file, "wx", 0o444);
  try {
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of source instanceof Uint8Array ? [source] : source) {
      size += chunk.length;
      if (size > limitBytes) throw new SamedayError("INPUT_INVALID", `The content is larger than ${limitBytes} bytes.`);
      hash.update(chunk);
      await writeAll(handle, chunk);
    }
    await handle.sync();
    return { sha256: hash.digest("hex"), size };
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    written += (await handle.write(chunk, written)).bytesWritten;
  }
}

/** Gives the finished file its name. It replaces the same content there: should that be damaged, this mends it. */
async function keep(incoming: string, target: string): Promise<void> {
  const parent = path.dirname(target);
  const made = await mkdir(parent, { recursive: true, mode: 0o755 });
  await rename(incoming, target);
  await syncDirectory(parent);
  if (made) await syncDirectory(path.dirname(parent));
}
