import { createHash, type Hash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, utimes } from "node:fs/promises";
import { dirname } from "node:path";

/** What was placed, or stands there. */
export interface Content {
  readonly bytes: number;
  readonly sha256: string;
  readonly sha512: string;
}

type Fill = (sink: (chunk: Uint8Array) => Promise<void>) => Promise<void>;

/** Pieces are gathered to this size, in bytes, before they are written. */
const GATHER = 1 << 18;

/**
 * Writes a file that appears whole or not at all, with `changed` as its time. When `keep` says of the finished content that
 * it stands there already, the file is left alone.
 */
export async function place(
  path: string,
  fill: Fill,
  changed: Date,
  keep: (content: Content) => Promise<boolean> = async () => false,
): Promise<Content & { readonly kept: boolean }> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    const content = await write(partial, fill);
    if (await keep(content)) {
      await rm(partial);
      return { ...content, kept: true };
    }
    await utimes(partial, changed, changed);
    await rename(partial, path);
    return { ...content, kept: false };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Whether a file holds this content, whatever an index says of it. */
export async function holds(path: string, sha256: string): Promise<boolean> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch {
    // Not there, or not to be read: it is written anew.
    return false;
  }
  return hash.digest("hex") === sha256;
}

/** Fills from pieces in memory; text becomes UTF-8. */
export function fromPieces(pieces: Iterable<string | Uint8Array>): Fill {
  return async (sink) => {
    for (const chunk of gathered(pieces)) await sink(chunk);
  };
}

/** SHA-256 of pieces, without writing them. */
export function hashOf(pieces: Iterable<string | Uint8Array>): string {
  const hash = createHash("sha256");
  for (const chunk of gathered(pieces)) hash.update(chunk);
  return hash.digest("hex");
}

function* gathered(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array, void> {
  let text = "";
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece;
      if (text.length < GATHER) continue;
    }
    if (text !== "") yield Buffer.from(text, "utf8");
    text = "";
    if (typeof piece !== "string") yield piece;
  }
  if (text !== "") yield Buffer.from(text, "utf8");
}

async function write(path: string, fill: Fill): Promise<Content> {
  const file = await open(path, "wx");
  const hashes: readonly [Hash, Hash] = [createHash("sha256"), createHash("sha512")];
  let bytes = 0;
  try {
    await fill(async (chunk) => {
      for (const hash of hashes) hash.update(chunk);
      bytes += chunk.length;
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
    });
  } finally {
    await file.close();
  }
  return { bytes, sha256: hashes[0].digest("hex"), sha512: hashes[1].digest("hex") };
}
