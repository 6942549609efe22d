import { parentPort, workerData } from "node:worker_threads";
import { toSamedayError } from "../../../kernel/index.ts";
import type { FromWorker } from "../pool/messages.ts";
import { thisThread } from "../pool/thread-time.ts";
import type { Calls, Request, WorkerSettings } from "../protocol.ts";
import { readCertificates } from "./certificates.ts";
import { verifyClearText } from "./clear-text.ts";
import { merge } from "./merge.ts";
import { open } from "./open.ts";
import { ownKeyFacts } from "./own-key-facts.ts";
import { type OwnKey, readOwnKeys } from "./own-keys.ts";
import { seal } from "./seal.ts";
import { sign } from "./sign.ts";
import { verifyDetached } from "./verify.ts";

/** The worker's entry: it reads our keys once and then answers one request after the other. */
const { secretKeys, limits, lent } = workerData as WorkerSettings;

type Answer = Calls[keyof Calls]["answer"];

function say(message: FromWorker<Answer>): void {
  parentPort?.postMessage(message, message.kind === "answer" ? givenWith(message.answer) : []);
}

/** The memory of opened text goes over as it is: a worker has no use for it any more. */
function givenWith(answer: Answer): readonly ArrayBuffer[] {
  const plain = answer && typeof answer === "object" && "opened" in answer ? answer.opened.plain : undefined;
  if (!plain || !(plain.buffer instanceof ArrayBuffer) || plain.byteLength !== plain.buffer.byteLength) return [];
  return [plain.buffer];
}

function perform(request: Request, keys: readonly OwnKey[]): Promise<Answer> {
  switch (request.name) {
    case "open":
      return open(request.job, keys, limits, lent);
    case "verifyDetached":
      return verifyDetached(request.job);
    case "verifyClearText":
      return verifyClearText(request.job);
    case "readCertificates":
      return readCertificates(request.job);
    case "merge":
      return merge(request.job);
    case "seal":
      return seal(request.job);
    case "sign":
      return sign(request.job, keys);
    case "ownKeys":
      return ownKeyFacts(keys, request.job.now);
  }
}

// What the library rejects and nobody waits for (a stream behind one that failed) says nothing about the answer.
process.on("unhandledRejection", () => undefined);

try {
  const keys = await readOwnKeys(secretKeys);
  parentPort?.on("message", (request: Request) => {
    perform(request, keys).then(
      (answer) => say({ kind: "answer", answer }),
      // Whoever waits hears that the worker ended, and nothing of what it worked on.
      () => process.exit(1),
    );
  });
  say({ kind: "ready", thread: thisThread() });
} catch (thrown) {
  const { code, message } = toSamedayError(thrown);
  say({ kind: "refused", code, message });
}
