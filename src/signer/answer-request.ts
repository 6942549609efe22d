import { dequeue } from "./calls/dequeue.ts";
import { enqueue } from "./calls/enqueue.ts";
import { publish } from "./calls/publish.ts";
import { rotate } from "./calls/rotate.ts";
import { signAdvisory } from "./calls/sign-advisory.ts";
import { standing } from "./calls/standing.ts";
import type { SignerContext } from "./context.ts";
import type { Turns } from "./files/turns.ts";
import { PROTOCOL_VERSION, type SignerRequest, type SignerResult } from "./protocol.ts";
import type { Suites } from "./suites/suites.ts";

/** Does what a request asks for, one after the other: two people who press publish at once are served in turn. */
export function answerRequest(
  context: SignerContext,
  suites: Suites,
  turns: Turns,
  request: SignerRequest,
): Promise<SignerResult> {
  if (request.call === "ping") return Promise.resolve({ call: "ping", version: PROTOCOL_VERSION });
  // Whoever asks for keys, as strangers may through the desk, holds up no publication.
  const keys = request.call === "keys" ? context.keys.remembered() : undefined;
  if (keys) return Promise.resolve({ call: "keys", keys });
  return turns.take(async (): Promise<SignerResult> => {
    switch (request.call) {
      case "enqueue":
        return enqueue(context, suites, request);
      case "dequeue":
        return dequeue(suites, request);
      case "publish":
        return publish(context, suites, request);
      case "standing":
        return standing(context, suites, request);
      case "sign-advisory":
        return signAdvisory(context, suites, request);
      case "keys":
        return { call: "keys", keys: await context.keys.list() };
      case "rotate":
        return rotate(context, suites, request);
    }
  });
}
