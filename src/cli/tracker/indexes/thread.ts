import { parentPort, workerData } from "node:worker_threads";
import { toSamedayError } from "../../../kernel/index.ts";
import { packSources, readIndexDirectory } from "../../../tracker/index.ts";
import type { FromThread } from "./read-beside.ts";

/** The thread's entry: it reads a directory of indexes, says what there is or why there is nothing, and ends. */
async function read(directory: string): Promise<FromThread> {
  try {
    return { sources: packSources(await readIndexDirectory(directory)) };
  } catch (thrown) {
    const { code, message } = toSamedayError(thrown);
    return { code, message };
  }
}

parentPort?.postMessage(await read(workerData as string));
