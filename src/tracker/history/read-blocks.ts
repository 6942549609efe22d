import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { type FoundBlock, readBlock } from "./block-text.ts";

const YEAR_FILE = /^\d{4}\.events$/;
/** What is read at a time; a longer block is held whole while it is dealt with. */
const PIECE = 1 << 20;

/** A place between two blocks, with the checksum that what follows continues. */
export interface LogPlace {
  readonly file: string;
  readonly at: number;
  readonly sum: string;
}

export interface PlacedBlock {
  readonly file: string;
  readonly at: number;
  /** undefined: from `at` on nothing of this file counts, and no later file. */
  readonly block: FoundBlock | undefined;
}

/**
 * The blocks of a log in their order, from a place on. What follows one that is not whole is not there: it is being
 * written, or was cut off. Memory holds a piece at a time.
 */
export async function* readBlocks(directory: string, from?: LogPlace): AsyncGenerator<PlacedBlock, void> {
  let sum = from?.sum ?? "";
  let broken = false;
  for (const file of await yearFiles(directory)) {
    if (from !== undefined && file < from.file) continue;
    if (broken) {
      yield { file, block: undefined, at: 0 };
      continue;
    }
    const handle = await open(join(directory, file));
    try {
      for await (const placed of blocksOf(handle, file, file === from?.file ? from.at : 0, sum)) {
        if (placed.block) sum = placed.block.sum;
        else broken = true;
        yield placed;
      }
    } finally {
      await handle.close();
    }
  }
}

async function* blocksOf(handle: FileHandle, file: string, begin: number, before: string): AsyncGenerator<PlacedBlock> {
  let at = begin;
  let sum = before;
  let bytes = Buffer.alloc(0);
  for (;;) {
    const block = readBlock(bytes, sum);
    if (block) {
      yield { file, at, block };
      sum = block.sum;
      at += block.length;
      bytes = bytes.subarray(block.length);
      continue;
    }
    // Twice as much each time, so that a long block is not looked through once a piece.
    const more = Buffer.allocUnsafe(Math.max(PIECE, bytes.length));
    const { bytesRead } = await handle.read(more, 0, more.length, at + bytes.length);
    if (bytesRead === 0) break;
    bytes = Buffer.concat([bytes, more.subarray(0, bytesRead)]);
  }
  if (bytes.length > 0) yield { file, at, block: undefined };
}

export async function yearFiles(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new SamedayError("INPUT_INVALID", `The events in ${directory} cannot be read.`, error);
  });
  return names.filter((name) => YEAR_FILE.test(name)).sort();
}
