import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ERROR_CODES, type ErrorCode, SamedayError } from "../kernel/index.ts";
import type { Placed, SignerAnswer, SignerRequest, SignerResult, SigningKey } from "./protocol.ts";

type Request<C extends SignerRequest["call"]> = Omit<Extract<SignerRequest, { call: C }>, "call">;

/** The desk's side of the socket. Every call may be repeated: the signer answers as the first time. */
export interface SignerClient {
  enqueue(request: Request<"enqueue">): Promise<Placed>;
  dequeue(request: Request<"dequeue">): Promise<Placed>;
  publish(request: Request<"publish">): Promise<Placed>;
  /** Where users got the update; null when the signer never released it. */
  standing(request: Request<"standing">): Promise<Placed | null>;
  /** The clear-signed text. */
  signAdvisory(request: Request<"sign-advisory">): Promise<string>;
  keys(): Promise<readonly SigningKey[]>;
  rotate(stage: "begin" | "finish"): Promise<readonly SigningKey[]>;
  /** The protocol's version. */
  ping(): Promise<string>;
}

export interface SignerClientOptions {
  /** Until when an answer must be there (default: ten minutes; a ping gets ten seconds). */
  readonly timeLimitMs?: number;
  /** How long a signer that is not there is waited for, as it may be starting again (default: five seconds). */
  readonly patienceMs?: number;
}

const TIME_LIMIT_MS = 10 * 60_000;
const PING_LIMIT_MS = 10_000;
const PATIENCE_MS = 5_000;
const PAUSE_MS = 200;
const LONGEST_ANSWER = 4 * 1024 * 1024;

/**
 * Calls throw what the signer threw, by the same code; SIGNER_UNREACHABLE when it does not answer in time.
 * Each call has a connection of its own, so a signer that starts again is met by the next try.
 */
export function createSignerClient(socketPath: string, options: SignerClientOptions = {}): SignerClient {
  const timeLimitMs = options.timeLimitMs ?? TIME_LIMIT_MS;
  const patienceMs = options.patienceMs ?? PATIENCE_MS;

  async function call<C extends SignerRequest["call"]>(
    request: SignerRequest & { call: C },
    limitMs = timeLimitMs,
  ): Promise<Extract<SignerResult, { call: C }>> {
    const answer = await callPatiently(socketPath, request, limitMs, patienceMs);
    if (!answer.ok) throw new SamedayError(knownCode(answer.code), answer.message);
    return answer.result as Extract<SignerResult, { call: C }>;
  }

  const placed = async (
    request: Extract<SignerRequest, { call: "enqueue" | "dequeue" | "publish" }>,
  ): Promise<Placed> => {
    const { suite, serial, snapshot } = await call(request);
    return { suite, serial, snapshot };
  };
  return {
    enqueue: (request) => placed({ call: "enqueue", ...request }),
    dequeue: (request) => placed({ call: "dequeue", ...request }),
    publish: (request) => placed({ call: "publish", ...request }),
    standing: async (request) => (await call({ call: "standing", ...request })).released,
    signAdvisory: async (request) => (await call({ call: "sign-advisory", ...request })).signed,
    keys: async () => (await call({ call: "keys" })).keys,
    rotate: async (stage) => (await call({ call: "rotate", stage })).keys,
    ping: async () => (await call({ call: "ping" }, PING_LIMIT_MS)).version,
  };
}

/** Tries again while nobody answers, and when the connection broke in the middle, until the patience ends. */
async function callPatiently(
  socketPath: string,
  request: SignerRequest,
  limitMs: number,
  patienceMs: number,
): Promise<SignerAnswer> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await callOnce(socketPath, request, limitMs);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      if (performance.now() >= until) {
        throw new SamedayError("SIGNER_UNREACHABLE", "The signer does not answer on its socket.", error);
      }
      await sleep(PAUSE_MS);
    }
  }
}

class ConnectionLost extends Error {}

function callOnce(socketPath: string, request: SignerRequest, limitMs: number): Promise<SignerAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      end(() => reject(new SamedayError("SIGNER_UNREACHABLE", "The signer did not answer in time.")));
    }, limitMs);
    const end = (act: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      act();
    };
    socket.on("connect", () => socket.write(`${JSON.stringify(request)}\n`));
    socket.on("error", (error) => end(() => reject(new ConnectionLost("no connection", { cause: error }))));
    socket.on("close", () => end(() => reject(new ConnectionLost("the connection was closed"))));
    socket.on("data", (chunk: Buffer) => {
      const stop = chunk.indexOf(10);
      chunks.push(stop < 0 ? chunk : chunk.subarray(0, stop));
      size += chunk.length;
      if (stop >= 0) end(() => settleWith(Buffer.concat(chunks).toString("utf8"), resolve, reject));
      else if (size > LONGEST_ANSWER) {
        end(() => reject(new SamedayError("INTERNAL", "The signer's answer is longer than 4 MiB.")));
      }
    });
  });
}

function settleWith(line: string, resolve: (answer: SignerAnswer) => void, reject: (error: Error) => void): void {
  try {
    resolve(JSON.parse(line) as SignerAnswer);
  } catch (cause) {
    reject(new SamedayError("INTERNAL", "The signer's answer cannot be read.", cause));
  }
}

function knownCode(code: string): ErrorCode {
  return Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : "INTERNAL";
}
