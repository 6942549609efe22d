import { type ProcessRunner, toSamedayError } from "../../kernel/index.ts";
import { sessionKeyByGpg } from "./ask-gpg.ts";
import {
  type Certificate,
  type CertificatesRead,
  DEFAULT_MESSAGE_LIMITS,
  type MessageLimits,
  type MessageOpener,
  type OpenedMail,
} from "./contract.ts";
import { ENDED } from "./pool/pool.ts";
import type { Calls, GpgSessionKey } from "./protocol.ts";
import { type MessagePool, ownCopy, startPool } from "./start-pool.ts";

/** Beforehand, because a new one takes longer to start than a mail to open. */
const WARM_WORKERS = 2;

export interface MessageOpenerOptions {
  /** Armored or binary, without passphrase; the first is the current one. They are copied into the workers. */
  readonly secretKeys: readonly Uint8Array[];
  /** Starts gpg for RSA keys of ours. */
  readonly runner: ProcessRunner;
  readonly now: () => Date;
  /** For one message, once a worker has it (default: 3,000). */
  readonly deadlineMs?: number;
  readonly limits?: MessageLimits;
}

const ENDED_MAIL: OpenedMail = {
  plain: undefined,
  integrity: "none",
  fault: "deadline",
  sessionKeys: 0,
  openedWith: undefined,
  withCurrentKey: false,
  ciphertextHash: "",
  signatures: [],
  signaturePackets: new Uint8Array(),
};

/**
 * Opens and verifies with keys of ours. Each call rejects with INPUT_INVALID when one of them cannot be used, with
 * TOOL_MISSING where gpg is needed and missing, and never because of what a message holds.
 */
export function createMessageOpener(options: MessageOpenerOptions): MessageOpener {
  return openerOver(startOwnPool(options), options);
}

/** Workers that hold our keys. */
export function startOwnPool({ secretKeys, limits, deadlineMs }: MessageOpenerOptions): MessagePool {
  const settings = { secretKeys: secretKeys.map(ownCopy), limits: limits ?? DEFAULT_MESSAGE_LIMITS };
  return startPool(settings, WARM_WORKERS, deadlineMs);
}

/** Opens and verifies in these workers. */
export function openerOver(pool: MessagePool, { secretKeys, runner, now }: MessageOpenerOptions): MessageOpener {
  async function open(job: Calls["open"]["job"]): Promise<OpenedMail> {
    // The message is the caller's, and gpg may have to be asked before it is opened again: a copy goes over to the worker.
    const message = new Uint8Array(job.message);
    const answer = await pool.call("open", { ...job, message }, [message.buffer]);
    if (answer === ENDED) return ENDED_MAIL;
    const { opened, askGpg } = answer;
    if (!askGpg) return opened;
    const keys = secretKeys.filter((_, index) => askGpg.keys.includes(index));
    const sessionKey = await byGpg(keys, askGpg.packets);
    if (sessionKey === ENDED) return { ...opened, fault: "deadline", integrity: "none" };
    return sessionKey ? open({ ...job, sessionKey }) : opened;
  }

  async function byGpg(
    keys: readonly Uint8Array[],
    packets: readonly Uint8Array[],
  ): Promise<GpgSessionKey | undefined | typeof ENDED> {
    try {
      return await sessionKeyByGpg(runner, keys, packets);
    } catch (thrown) {
      if (toSamedayError(thrown).code === "PROCESS_TIMED_OUT") return ENDED;
      throw thrown;
    }
  }

  return {
    open: (message, known) => open({ message, known: known.map(bytesOf), now: now(), sessionKey: undefined }),
    async verifyDetached(data, signature, known) {
      const given = new Uint8Array(data);
      const job = { data: given, signature: ownCopy(signature), known: known.map(bytesOf), now: now() };
      const answer = await pool.call("verifyDetached", job, [given.buffer]);
      return answer === ENDED ? [] : answer;
    },
    async verifyClearText(text, known) {
      const answer = await pool.call("verifyClearText", { text: ownCopy(text), known: known.map(bytesOf), now: now() });
      return answer === ENDED ? undefined : answer;
    },
    readCertificates: (bytes) => pool.readCertificates(bytes, now()),
    close: () => pool.close(),
  };
}

/**
 * Public keys, armored or binary, as they stand at `now`. It starts a worker for this one look; whoever reads more has an
 * opener and asks that.
 */
export async function readCertificates(bytes: Uint8Array, now: Date): Promise<CertificatesRead> {
  const pool = startPool({ secretKeys: [], limits: DEFAULT_MESSAGE_LIMITS }, 1, undefined);
  try {
    return await pool.readCertificates(bytes, now);
  } finally {
    await pool.close();
  }
}

function bytesOf({ bytes }: Certificate): Uint8Array {
  return ownCopy(bytes);
}
