import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type ErrorCode, SamedayError } from "../../../kernel/index.ts";
import type { LayerDirectory, PackedSources, SourceVersions } from "../../../tracker/index.ts";

/** Below this size a list is read before a thread has begun. */
const LARGE_LIST = 4_000_000;

/** What the thread says: versions, or the error that it met. */
export type FromThread = { readonly sources: PackedSources } | { readonly code: ErrorCode; readonly message: string };

/** A directory of indexes that a thread reads while this one reads the lists. */
export interface IndexesBeside {
  /** What the archive has of these packages. Rejects as `readIndexDirectory` does. */
  sourcesOf(names: ReadonlySet<string>): Promise<SourceVersions>;
  /** Ends the thread, whatever it is at. */
  end(): Promise<void>;
}

/** Whether it pays: large lists take longer to read than a thread to begin, and only a second processor does both at once. */
export async function isWorthAThread(directories: readonly LayerDirectory[]): Promise<boolean> {
  // From sources (tests) Node cannot start a thread.
  if (availableParallelism() < 2 || import.meta.url.endsWith(".ts")) return false;
  const sizes = directories.map(({ directory }) =>
    stat(join(directory, "CVE/list")).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return Math.max(...(await Promise.all(sizes))) >= LARGE_LIST;
}

/** Begins at once to read the indexes beside what this thread does. */
export function readIndexesBeside(directory: string): IndexesBeside {
  const worker = new Worker(new URL("./thread.js", import.meta.url), { workerData: directory });
  const heard = new Promise<FromThread>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new SamedayError("INTERNAL", "The thread that reads indexes ended too early.")));
  });
  // It may fail before anybody asks.
  heard.catch(() => undefined);
  return {
    async sourcesOf(names) {
      const { unpackSources } = await import("../../../tracker/index.ts");
      const said = await heard;
      if ("code" in said) throw new SamedayError(said.code, said.message);
      return unpackSources(said.sources, names);
    },
    async end() {
      await worker.terminate();
    },
  };
}
