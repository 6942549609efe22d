import { createHash, type Hash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
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
 * Writes a file that appears whole or not at all, with `changed` as its time. `known` is the hash of what was written there
 * last: when it comes out the same and still stands there, the file is left alone.
 */
export async function place(
  path: string,
  fill: Fill,
  changed: Date,
  known?: string,
): Promise<Content & { readonly kept: boolean }> {
  const partial = `${path}.${randomUUID()}.partial`;
  const output = createOutput(partial);
  try {
    await fill(output.write);
    const content = output.content();
    if (content.sha256 === known && (await holds(path, content))) {
      await output.drop();
      return { ...content, kept: true };
    }
    await output.finish();
    await utimes(partial, changed, changed);
    await rename(partial, path);
    return { ...content, kept: false };
  } catch (error) {
    await output.drop();
    throw error;
  }
}

/** Whether a file holds this content, whatever an index says of it. */
export async function holds(path: string, content: Pick<Content, "bytes" | "sha256">): Promise<boolean> {
  const hash = createHash("sha256");
  try {
    if ((await stat(path)).size !== content.bytes) return false;
    if (content.bytes <= GATHER) hash.update(await readFile(path));
    else for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch {
    // Not there, or not to be read: it is written anew.
    return false;
  }
  return hash.digest("hex") === content.sha256;
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

interface Output {
  write(chunk: Uint8Array): Promise<void>;
  content(): Content;
  /** Everything is in the file. */
  finish(): Promise<void>;
  /** Nothing stays behind. */
  drop(): Promise<void>;
}

/** The first piece is held back: most files are one piece, and most have not changed, so that no file is ever opened. */
function createOutput(path: string): Output {
  const hashes: readonly [Hash, Hash] = [createHash("sha256"), createHash("sha512")];
  let bytes = 0;
  let held: Uint8Array | undefined;
  let file: FileHandle | undefined;
  // A process hands over its next piece while one is still being written; they go into the file one after the other.
  let last: Promise<void> = Promise.resolve();
  const toFile = async (chunk: Uint8Array): Promise<void> => {
    file ??= await openBelow(path);
    for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
  };
  return {
    write(chunk) {
      for (const hash of hashes) hash.update(chunk);
      const ready = held;
      held = bytes === 0 ? chunk : undefined;
      bytes += chunk.length;
      if (held) return last;
      last = last.then(async () => {
        if (ready) await toFile(ready);
        await toFile(chunk);
      });
      return last;
    },
    content: () => ({ bytes, sha256: hashes[0].copy().digest("hex"), sha512: hashes[1].copy().digest("hex") }),
    async finish() {
      await last;
      await toFile(held ?? new Uint8Array(0));
      await file?.close();
      file = undefined;
    },
    async drop() {
      await last.catch(() => undefined);
      await file?.close();
      await rm(path, { force: true });
    },
  };
}

/** Its directory is made when it is not there yet, which is rarely so. */
async function openBelow(path: string): Promise<FileHandle> {
  try {
    return await open(path, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await mkdir(dirname(path), { recursive: true });
    return open(path, "wx");
  }
}
