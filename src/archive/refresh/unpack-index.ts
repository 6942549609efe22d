import { createHash } from "node:crypto";
import { closeSync, createReadStream, fsyncSync, openSync, writeSync } from "node:fs";
import { rename } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import type { StoredBody } from "../fetch/store-body.ts";
import type { Packing } from "./choose-indexes.ts";

const TIME_LIMIT_MS = 10 * 60_000;

/**
 * Unpacks an index into a new file, hashing it on the way. A plain index is only renamed and has the sum that is known.
 * Throws ARCHIVE_UNVERIFIED for damaged data or more than `maxBytes`.
 */
export async function unpackIndex(
  runner: ProcessRunner,
  packed: { readonly file: string; readonly packing: Packing; readonly stored: StoredBody },
  plainFile: string,
  maxBytes: number,
): Promise<StoredBody> {
  if (packed.packing === "") {
    await rename(packed.file, plainFile);
    return packed.stored;
  }
  const sink = new HashingFile(plainFile, maxBytes);
  try {
    if (packed.packing === ".gz") await gunzip(packed.file, sink);
    else await unxz(runner, packed.file, sink, maxBytes);
    return sink.finish();
  } finally {
    sink.close();
  }
}

async function unxz(runner: ProcessRunner, file: string, sink: HashingFile, maxBytes: number): Promise<void> {
  const argv = ["xz", "--decompress", "--stdout", "--format=xz", "--memlimit-decompress=1GiB", file] as const;
  const command = { argv, timeLimitMs: TIME_LIMIT_MS, maxOutputBytes: maxBytes };
  const output = (chunk: Uint8Array): void => sink.takeQuietly(chunk);
  await runner.run({ ...command, output }).catch((error: unknown) => {
    if (!(error instanceof SamedayError)) throw error;
    if (error.code === "PROCESS_OUTPUT_TOO_LARGE") throw tooLarge();
    throw error.code === "PROCESS_FAILED" ? damaged(error) : error;
  });
}

async function gunzip(file: string, sink: HashingFile): Promise<void> {
  try {
    await pipeline(createReadStream(file), createGunzip(), async (plain: AsyncIterable<Buffer>) => {
      for await (const chunk of plain) sink.take(chunk);
    });
  } catch (error) {
    throw error instanceof SamedayError ? error : damaged(error);
  }
}

/** Writes in the order in which chunks come; a faster producer than the disk cannot pile them up in memory. */
class HashingFile {
  readonly #hash = createHash("sha256");
  readonly #maxBytes: number;
  #descriptor: number | undefined;
  #size = 0;
  #failure: unknown;

  constructor(file: string, maxBytes: number) {
    this.#descriptor = openSync(file, "wx", 0o644);
    this.#maxBytes = maxBytes;
  }

  take(chunk: Uint8Array): void {
    if (this.#descriptor === undefined) return;
    this.#size += chunk.length;
    if (this.#size > this.#maxBytes) throw tooLarge();
    this.#hash.update(chunk);
    for (let at = 0; at < chunk.length; ) at += writeSync(this.#descriptor, chunk, at);
  }

  /** For callers that cannot take an exception, as a full disk gives one: `finish` throws it. */
  takeQuietly(chunk: Uint8Array): void {
    try {
      if (this.#failure === undefined) this.take(chunk);
    } catch (error) {
      this.#failure = error;
    }
  }

  finish(): StoredBody {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#descriptor !== undefined) fsyncSync(this.#descriptor);
    return { size: this.#size, sha256: this.#hash.digest("hex") };
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function damaged(cause: unknown): SamedayError {
  return new SamedayError("ARCHIVE_UNVERIFIED", "An index is damaged: it cannot be unpacked.", cause);
}

function tooLarge(): SamedayError {
  return new SamedayError("ARCHIVE_UNVERIFIED", "An index unpacks to more than the Release file says.");
}
