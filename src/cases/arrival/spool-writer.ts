import { createHash } from "node:crypto";
import { open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import path from "node:path";
import { type Random, SamedayError, type Sha256, toSamedayError } from "../../kernel/index.ts";
import { lockDataDirectory } from "../../store/index.ts";
import type { Envelope } from "./envelope.ts";
import { startSealing } from "./sealed-mail.ts";
import { listMessages, makeSpool, requireOwn, sharedSync, spoolName } from "./spool-directory.ts";

export interface SpoolLimits {
  /** Bytes of messages that nobody has judged yet. */
  readonly waitingBytes: number;
  /** How many of them. */
  readonly waitingMessages: number;
  /** Bytes that are left free on the disk, for whoever judges. */
  readonly freeBytes: number;
}

export const DEFAULT_SPOOL_LIMITS: SpoolLimits = {
  waitingBytes: 4_000_000_000,
  waitingMessages: 20_000,
  freeBytes: 200_000_000,
};

export interface SpoolWriterOptions {
  readonly directory: string;
  /** Of the `SpoolKey` that whoever judges has. */
  readonly publicKey: string;
  readonly random: Random;
  readonly limits?: SpoolLimits;
}

export interface SpoolWriter {
  /**
   * Takes a message. When this answers, the message is on the disk, whole, under a name that survives a power cut; when it
   * throws, whoever sent it must keep it, and send it again unless the pieces themselves broke off.
   * Answers the SHA-256 of the sealed file, by which it is known from now on.
   * Throws SPOOL_FULL, DISK_FULL, STORE_FOREIGN_OWNER, DATA_UNSAFE, and unchanged what the pieces and the disk throw.
   */
  accept(envelope: Envelope, pieces: AsyncIterable<Uint8Array>): Promise<Sha256>;
  close(): Promise<void>;
}

/** Opens or makes a spool to write into. Throws CONFLICT when another process writes into it, and as `makeSpool` does. */
export async function openSpoolWriter(options: SpoolWriterOptions): Promise<SpoolWriter> {
  const { directory, limits = DEFAULT_SPOOL_LIMITS } = options;
  await makeSpool(directory);
  const at = (...names: string[]): string => path.join(directory, ...names);
  const lock = await lockDataDirectory(at("arriving"), "whoever takes mail in");
  // Nobody was told that these are kept: their writer was killed before.
  for (const name of await readdir(at("arriving"))) if (name.endsWith(".part")) await rm(at("arriving", name));
  const room = createRoom(directory, limits);
  const syncNew = sharedSync(at("new"));

  async function write(part: string, envelope: Envelope, pieces: AsyncIterable<Uint8Array>): Promise<Written> {
    const hash = createHash("sha256");
    let size = 0;
    const handle = await open(part, "wx", 0o600);
    try {
      const put = async (bytes: Uint8Array): Promise<void> => {
        hash.update(bytes);
        size += bytes.length;
        // Written whole, however many calls that takes.
        await handle.writeFile(bytes);
      };
      const sealer = startSealing(options.publicKey, envelope);
      await put(sealer.head);
      for await (const piece of pieces) await put(sealer.add(piece));
      await put(sealer.end());
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { sha256: hash.digest("hex"), size };
  }

  return {
    async accept(envelope, pieces) {
      const part = at("arriving", `${Buffer.from(options.random.bytes(16)).toString("hex")}.part`);
      try {
        await requireOwn(at("new"));
        await room.require(0);
        const { sha256, size } = await write(part, envelope, pieces);
        await room.require(size);
        await rename(part, at("new", spoolName(envelope.arrivedAt, sha256)));
        room.taken(size);
        await syncNew();
        return sha256;
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        throw explain(error);
      }
    },
    close: () => lock.release(),
  };
}

interface Written {
  readonly sha256: Sha256;
  readonly size: number;
}

/**
 * How much waits. Others only ever take messages away, so that a sum of our own is never too small: the directory is read
 * again only when the sum says that it is full.
 */
function createRoom(directory: string, limits: SpoolLimits) {
  let known: { bytes: number; messages: number } | undefined;
  const isFull = (more: number): boolean =>
    known === undefined || known.bytes + more > limits.waitingBytes || known.messages >= limits.waitingMessages;
  return {
    async require(more: number): Promise<void> {
      if (isFull(more)) known = await weigh(directory);
      if (isFull(more))
        throw new SamedayError("SPOOL_FULL", "As many messages wait to be judged as the spool may hold.");
      const { bavail, bsize } = await statfs(directory);
      if (bavail * bsize < limits.freeBytes) {
        throw new SamedayError("DISK_FULL", "There is too little space left on the spool's disk.");
      }
    },
    taken(size: number): void {
      if (known) known = { bytes: known.bytes + size, messages: known.messages + 1 };
    },
  };
}

async function weigh(directory: string): Promise<{ bytes: number; messages: number }> {
  const waiting = await listMessages(directory, "new");
  let bytes = 0;
  for (const { name } of waiting) {
    // Judged since it was listed: then it weighs nothing.
    const found = await stat(path.join(directory, "new", name)).catch(() => undefined);
    bytes += found?.size ?? 0;
  }
  return { bytes, messages: waiting.length };
}

/** A quota of the file system is a full disk to whoever has to do something about it; all else stays as it was thrown. */
function explain(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return toSamedayError(error);
  if (code !== "EDQUOT") return error;
  return new SamedayError("DISK_FULL", "The spool's user has used up its part of the disk.", error);
}
