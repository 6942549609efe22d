import { open, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import type { LayerFiles } from "../layers/layer.ts";
import { layerFilePaths, statDataFile } from "../layers/read-layer-files.ts";

/** Reads one data directory again and again. */
export interface LayerReader {
  /**
   * The files, or undefined when they are what they were at the last reading that answered. The bytes are lent until
   * the next call: all readings share one buffer, because 44 MB for every edit would keep the collector busy.
   * Throws INPUT_INVALID when the directory cannot be read, CONFLICT while somebody is writing it.
   */
  read(): Promise<LayerFiles | undefined>;
  /** The last reading was not made use of: the next one reads everything. */
  forget(): void;
}

interface Seen {
  readonly path: string;
  readonly size: number;
  /** Changes with every way in which a file can change. */
  readonly stamp: string;
}

/** Edits come in rows; after a while without one the buffer is given back. */
const KEEP_BUFFER_MS = 30_000;
/** Somebody who holds git's lock for so long has died. */
const LOCK_HELD_MS = 10_000;

export function createLayerReader(directory: string): LayerReader {
  let known = "";
  let buffer = Buffer.alloc(0);
  let release: NodeJS.Timeout | undefined;

  return {
    forget() {
      known = "";
    },
    async read() {
      try {
        if (await isBeingWritten(directory)) throw beingWritten(directory);
        const before = await look(directory);
        const stamp = stampOf(before);
        if (stamp === known) return undefined;
        clearTimeout(release);
        release = setTimeout(() => {
          buffer = Buffer.alloc(0);
        }, KEEP_BUFFER_MS);
        release.unref();
        const total = before.reduce((sum, file) => sum + file.size, 0);
        if (buffer.length < total) buffer = Buffer.allocUnsafeSlow(total + total / 50 + 4096);
        const files = new Map<string, Uint8Array>();
        let at = 0;
        for (const { path, size } of before) {
          files.set(path, await readInto(join(directory, path), buffer.subarray(at, at + size)));
          at += size;
        }
        // Whoever began to write after the first look still holds the lock, or has changed a file by now.
        if (await isBeingWritten(directory)) throw beingWritten(directory);
        if (stampOf(await look(directory)) !== stamp) throw beingWritten(directory);
        known = stamp;
        return files;
      } catch (error) {
        if (error instanceof SamedayError) throw error;
        throw new SamedayError("INPUT_INVALID", `The tracker data in ${directory} cannot be read.`, error);
      }
    },
  };
}

function beingWritten(directory: string): SamedayError {
  return new SamedayError("CONFLICT", `The tracker data in ${directory} is being written.`);
}

/** git holds `index.lock` while it changes a work tree; the data may be a directory of the repository. */
async function isBeingWritten(directory: string): Promise<boolean> {
  for (const place of [directory, dirname(directory)]) {
    const held = await stat(join(place, ".git", "index.lock")).catch(() => undefined);
    if (held && Date.now() - held.mtimeMs < LOCK_HELD_MS) return true;
  }
  return false;
}

async function look(directory: string): Promise<readonly Seen[]> {
  return Promise.all(
    (await layerFilePaths(directory)).map(async (path) => {
      const { size, mtimeMs, ctimeMs, ino } = await statDataFile(directory, path);
      return { path, size, stamp: [path, size, mtimeMs, ctimeMs, ino].join(" ") };
    }),
  );
}

function stampOf(files: readonly Seen[]): string {
  return files.map((file) => file.stamp).join("\n");
}

async function readInto(path: string, target: Buffer): Promise<Buffer> {
  const file = await open(path);
  try {
    let at = 0;
    while (at < target.length) {
      const { bytesRead } = await file.read(target, at, target.length - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return target.subarray(0, at);
  } finally {
    await file.close();
  }
}
