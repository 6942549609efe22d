import { link, mkdir, open, readFile, truncate, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { blockText, type FoundBlock } from "./block-text.ts";
import { readBlocks } from "./read-blocks.ts";
import type { Block } from "./step.ts";

export interface LogWriter {
  append(block: Block): Promise<void>;
  /** Brings everything to the disk and lets others write. */
  close(): Promise<void>;
}

/**
 * Opens the log for one writer and hands over every block that it holds; what is not whole is cut off first. Throws
 * CONFLICT while another process writes.
 */
export async function openEventLog(directory: string, take: (block: FoundBlock) => void): Promise<LogWriter> {
  await mkdir(directory, { recursive: true });
  const unlock = await lock(join(directory, "writer"));
  try {
    let sum = "";
    for await (const { file, block, at } of readBlocks(directory)) {
      if (block) {
        take(block);
        sum = block.sum;
      } else if (at > 0) await truncate(join(directory, file), at);
      else await unlink(join(directory, file));
    }
    return writer(directory, sum, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

function writer(directory: string, first: string, unlock: () => Promise<void>): LogWriter {
  let sum = first;
  const written = new Set<string>();
  return {
    async append(block) {
      const next = blockText(block, sum);
      const file = join(directory, `${block.step.time.toISOString().slice(0, 4)}.events`);
      const handle = await open(file, "a");
      try {
        await handle.writeFile(next.text, "latin1");
      } catch (error) {
        throw new SamedayError("DISK_FULL", `The events in ${file} could not be written.`, error);
      } finally {
        await handle.close();
      }
      written.add(file);
      sum = next.sum;
    },
    async close() {
      try {
        for (const path of [...written, directory]) {
          const handle = await open(path);
          await handle.sync().finally(() => handle.close());
        }
      } finally {
        await unlock();
      }
    },
  };
}

/**
 * A file that holds the writer's process id; one whose process is gone counts for nothing. It is linked into its place
 * when it is written already, so that nobody reads it empty.
 */
async function lock(path: string): Promise<() => Promise<void>> {
  const own = `${path}.${process.pid}`;
  try {
    await writeFile(own, String(process.pid));
    for (const attempt of [1, 2]) {
      const taken = await link(own, path).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === "EEXIST") return false;
          throw error;
        },
      );
      if (taken) return () => unlink(path);
      const holder = Number(await readFile(path, "utf8").catch(() => ""));
      if (attempt === 2 || isAlive(holder)) break;
      await unlink(path).catch(() => undefined);
    }
  } catch (error) {
    throw new SamedayError("INPUT_INVALID", `The history in ${path} cannot be written.`, error);
  } finally {
    await unlink(own).catch(() => undefined);
  }
  throw new SamedayError("CONFLICT", `Another process is deriving the same history; ${path} holds its number.`);
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
