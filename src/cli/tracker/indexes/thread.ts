import { parentPort, workerData } from "node:worker_threads";
import { toSamedayError } from "../../../kernel/index.ts";
import { packSources, readIndexDirectory } from "../../../tracker/index.ts";
import type { FromThread } from "./read-beside.ts";

/**
 * The thread's entry: it reads a directory of indexes and, once it hears of which packages, says what there is of them; or
 * why there is nothing.
 */
function say(message: FromThread): void {
  parentPort?.postMessage(message);
}

const reading = readIndexDirectory(workerData as string);
parentPort?.once("message", (names: string) => {
  reading.then(
    (versions) => say({ sources: packSources(versions, names.split("\n")) }),
    (thrown) => {
      const { code, message } = toSamedayError(thrown);
      say({ code, message });
    },
  );
});
// It is told to whoever asks.
reading.catch(() => undefined);
