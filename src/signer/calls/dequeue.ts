import type { SignerRequest, SignerResult } from "../protocol.ts";
import type { Suites } from "../suites/suites.ts";
import { placed } from "./entry.ts";

type Dequeue = Extract<SignerRequest, { call: "dequeue" }>;

/** Takes an update out of a queue. One that is not there is no error: the wish is fulfilled. */
export async function dequeue(suites: Suites, request: Dequeue): Promise<SignerResult> {
  const suite = suites.named(`${request.release}-${request.queue}`);
  const rest = suites.entries(suite).filter((entry) => entry.update !== request.update);
  if (rest.length === suites.entries(suite).length) return placed("dequeue", suite, suites.serial(suite));
  const { serial } = await suites.change(suite, () => rest, { reason: "dequeue", update: request.update });
  await suites.tidy(suite);
  return placed("dequeue", suite, serial);
}
