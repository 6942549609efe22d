import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ERROR_CODES, type ErrorCode, SamedayError } from "../../kernel/index.ts";
import type { MessageOpener, OpenedMail, OwnKeyFacts } from "../../openpgp/index.ts";
import type { RoleKeyClient } from "./contract.ts";
import { type Frame, frameReader, writeFrame } from "./frames.ts";
import { answerSchema, LARGEST_ANSWER, type RoleKeyRequest, readOpened } from "./protocol.ts";

export interface RoleKeyClientOptions {
  /** Until when an answer must be there (default: two minutes, since gpg may wait its turn on a busy machine). */
  readonly timeLimitMs?: number;
  /** How long a process that is not there is waited for, as it may be starting again (default: two seconds). */
  readonly patienceMs?: number;
}

const TIME_LIMIT_MS = 120_000;
const PATIENCE_MS = 2_000;
const PAUSE_MS = 100;
/** Our keys change once a year, and every answer carries one. */
const REMEMBERED_MS = 10_000;
const NOTHING = new Uint8Array();

/**
 * The desk's side of the role key's socket. `verifier` has no secret keys; it judges the signatures of opened messages and
 * everything else that needs none, so that the process with the secret never reads the keys of strangers.
 * Each call has a connection of its own, so a process that starts again is met by the next try.
 */
export function createRoleKeyClient(
  socketPath: string,
  verifier: MessageOpener,
  options: RoleKeyClientOptions = {},
): RoleKeyClient {
  const limits = { timeLimitMs: TIME_LIMIT_MS, patienceMs: PATIENCE_MS, ...options };
  const call = (request: RoleKeyRequest, body: Uint8Array) => callPatiently(socketPath, request, body, limits);
  let remembered: { readonly keys: readonly OwnKeyFacts[]; readonly at: number } | undefined;

  async function keys(): Promise<readonly OwnKeyFacts[]> {
    const { answer } = await call({ call: "keys" }, NOTHING);
    return answer.answer === "keys" ? answer.keys.map(withEnds) : [];
  }

  async function rememberedKeys(): Promise<readonly OwnKeyFacts[]> {
    const now = performance.now();
    if (!remembered || now - remembered.at > REMEMBERED_MS) remembered = { keys: await keys(), at: now };
    return remembered.keys;
  }

  async function current(): Promise<OwnKeyFacts> {
    const found = (await rememberedKeys()).find(({ isCurrent }) => isCurrent);
    if (found) return found;
    remembered = undefined;
    throw new SamedayError("ROLE_KEY_UNAVAILABLE", "No role key is installed.");
  }

  async function sign(form: "detached" | "clear", text: Uint8Array): Promise<string> {
    return Buffer.from((await call({ call: "sign", form }, text)).body).toString("utf8");
  }

  const opener: MessageOpener = {
    async open(message, known) {
      const { answer, body } = await call({ call: "open" }, message);
      if (answer.answer !== "opened") throw unexpected();
      const opened: OpenedMail = readOpened(answer.opened, body);
      if (!opened.plain || opened.signaturePackets.length === 0) return opened;
      const signatures = await verifier.verifyDetached(opened.plain, opened.signaturePackets, known);
      return { ...opened, signatures };
    },
    verifyDetached: (data, signature, known) => verifier.verifyDetached(data, signature, known),
    verifyClearText: (text, known) => verifier.verifyClearText(text, known),
    readCertificates: (bytes) => verifier.readCertificates(bytes),
    close: () => verifier.close(),
  };
  return {
    opener,
    signer: {
      fingerprint: async () => (await current()).fingerprint,
      fingerprints: async () => (await rememberedKeys()).map(({ fingerprint }) => fingerprint),
      certificate: async () => (await current()).certificate,
      certificates: async () => (await rememberedKeys()).map(({ certificate }) => certificate),
      sign: (text) => sign("detached", text),
      clearSign: (text) => sign("clear", Buffer.from(text)),
    },
    keys,
  };
}

type Keys = Extract<GoodAnswer, { answer: "keys" }>["keys"];

/** JSON leaves out what is undefined. */
function withEnds(key: Keys[number]): Keys[number] & Pick<OwnKeyFacts, "encryptableUntil" | "signsUntil" | "expires"> {
  return { ...key, expires: key.expires, encryptableUntil: key.encryptableUntil, signsUntil: key.signsUntil };
}

type GoodAnswer = Exclude<ReturnType<typeof answerSchema.parse>, { answer: "refused" }>;

interface Answered {
  readonly answer: GoodAnswer;
  readonly body: Uint8Array;
}

/** Tries again while nobody answers, when the connection broke in the middle, and when it is asked too much at once. */
async function callPatiently(
  socketPath: string,
  request: RoleKeyRequest,
  body: Uint8Array,
  limits: Required<RoleKeyClientOptions>,
): Promise<Answered> {
  const began = performance.now();
  for (;;) {
    const answered = await tryOnce(socketPath, request, body, limits.timeLimitMs);
    if (!(answered instanceof SamedayError)) return answered;
    const patience = answered.code === "TOO_BUSY" ? limits.timeLimitMs : limits.patienceMs;
    if (performance.now() - began >= patience) throw answered;
    await sleep(PAUSE_MS);
  }
}

/** An answer, or the reason to try again. */
async function tryOnce(
  socketPath: string,
  request: RoleKeyRequest,
  body: Uint8Array,
  limitMs: number,
): Promise<Answered | SamedayError> {
  let frame: Frame;
  try {
    frame = await exchange(socketPath, request, body, limitMs);
  } catch (cause) {
    if (cause instanceof SamedayError) throw cause;
    return new SamedayError("ROLE_KEY_UNAVAILABLE", "The role key's process does not answer on its socket.", cause);
  }
  const parsed = answerSchema.safeParse(frame.head);
  if (!parsed.success) throw unexpected();
  if (parsed.data.answer !== "refused") return { answer: parsed.data, body: frame.body };
  const error = new SamedayError(knownCode(parsed.data.code), parsed.data.message);
  if (error.code === "TOO_BUSY") return error;
  throw error;
}

function exchange(socketPath: string, request: RoleKeyRequest, body: Uint8Array, limitMs: number): Promise<Frame> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const read = frameReader(LARGEST_ANSWER);
    const end = (act: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      act();
    };
    const timer = setTimeout(() => {
      const message = "The role key's process did not answer in time.";
      end(() => reject(new SamedayError("ROLE_KEY_UNAVAILABLE", message)));
    }, limitMs);
    socket.on("connect", () => writeFrame(socket, request, [body]));
    socket.on("error", (error) => end(() => reject(error)));
    socket.on("close", () => end(() => reject(new Error("The connection was closed."))));
    socket.on("data", (chunk: Buffer) => {
      try {
        const frame = read(chunk);
        if (frame) end(() => resolve(frame));
      } catch {
        end(() => reject(unexpected()));
      }
    });
  });
}

function unexpected(): SamedayError {
  return new SamedayError("ROLE_KEY_UNAVAILABLE", "The role key's process answers in a form that is not known here.");
}

function knownCode(code: string): ErrorCode {
  return Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : "INTERNAL";
}
