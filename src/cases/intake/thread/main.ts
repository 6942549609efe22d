import { parentPort } from "node:worker_threads";
import { type FromWorker, thisThread } from "../../../openpgp/index.ts";
import { gather } from "../material.ts";
import { askingSource } from "./asking.ts";
import type { ReadAnswer, ReadRequest } from "./protocol.ts";

/** The thread's entry: it reads one message after the other. It has no key and no database, and writes nothing. */

function say(message: FromWorker<ReadAnswer>): void {
  parentPort?.postMessage(message);
}

async function read({ message, envelope, ours, port }: ReadRequest): Promise<ReadAnswer> {
  let failed = false;
  const source = askingSource(port, () => {
    failed = true;
  });
  try {
    return (await gather(message, envelope, ours, source)).material;
  } catch (thrown) {
    if (failed) return undefined;
    throw thrown;
  } finally {
    port.close();
  }
}

parentPort?.on("message", (request: ReadRequest) => {
  read(request).then(
    (answer) => say({ kind: "answer", answer }),
    // Whoever waits hears that the thread ended, and nothing of what it read.
    () => process.exit(1),
  );
});
say({ kind: "ready", thread: thisThread() });
