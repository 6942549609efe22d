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
 * A file that holds the writer's process; one whose process is gone counts for nothing. It is linked into its place when
 * it is written already, so that nobody reads it empty.
 */
async function lock(path: string): Promise<() => Promise<void>> {
  const own = `${path}.${process.pid}`;
  try {
    await writeFile(own, await processName(process.pid));
    for (const attempt of [1, 2]) {
      const taken = await link(own, path).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === "EEXIST") return false;
          throw error;
        },
      );
      if (taken) return () => unlink(path);
      const holder = await readFile(path, "utf8").catch(() => "");
      if (attempt === 2 || (holder !== "" && (await processName(Number(holder.split(" ")[0]))) === holder)) break;
      await unlink(path).catch(() => undefined);
    }
  } catch (error) {
    throw new SamedayError("INPUT_INVALID", `The history in ${path} cannot be written.`, error);
  } finally {
    await unlink(own).catch(() => undefined);
  }
  throw new SamedayError("CONFLICT", `Another process is deriving the same history; ${path} holds its number.`);
}

/**
 * A process by its number, when it began and since which start of the machine: numbers are given out again. Empty for
 * one that does not run. proc(5).
 */
async function processName(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  // The second field is a name in brackets, which may hold anything; the 22nd is the time of its start.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (stat === "" || fields[0] === "Z") return "";
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "latin1")).trim();
  return `${pid} ${fields[19]} ${boot}`;
}
