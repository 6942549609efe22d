import type { MessageLimits, OpenedMail, OpenFault } from "../contract.ts";
import { dearmor, isBinary } from "../packets/dearmor.ts";
import { type EncryptedMessage, survey } from "../packets/survey.ts";
import type { Calls, GpgSessionKey } from "../protocol.ts";
import { faultOf } from "./faults.ts";
import { knownKeys } from "./known-keys.ts";
import { decrypt, enums, readMessage, verify } from "./library.ts";
import type { OwnKey } from "./own-keys.ts";
import { settings } from "./settings.ts";
import { judgeSignatures, onlySignatures } from "./signatures.ts";
import { forGpg, forUs, isOfNoAlgorithm, type SessionKey, UNSUPPORTED, unwrapped } from "./unwrap.ts";

type Job = Calls["open"]["job"];
type Answer = Calls["open"]["answer"];

/** Text and signatures of a message as the library read them, before any signature was judged. */
type Content = Pick<Awaited<ReturnType<typeof verify>>, "signatures"> & { readonly data: Uint8Array };

const NOTHING: Omit<OpenedMail, "fault"> = {
  plain: undefined,
  integrity: "none",
  sessionKeys: 0,
  openedWith: undefined,
  withCurrentKey: false,
  ciphertextHash: "",
  signatures: [],
  signaturePackets: new Uint8Array(),
};

/**
 * Opens one message. What kind it is and how much it asks for is known from its packets before the library sees it, so that
 * a password is never worked on, unprotected data are never decrypted, and no more session keys are tried than allowed.
 */
export async function open(job: Job, keys: readonly OwnKey[], limits: MessageLimits, lent = false): Promise<Answer> {
  const message = onlyMessage(job.message);
  const found = message ? survey(message, limits.sessionKeys) : ({ kind: "malformed" } as const);
  if (!message || found.kind === "malformed") return refuse({}, "malformed");
  if (found.kind === "clear") return readClear(message, job, limits);
  const facts = { sessionKeys: found.sessionKeyCount, ciphertextHash: found.ciphertextHash };
  const fault = faultBefore(found, limits);
  if (fault) return refuse(facts, fault);
  if (!lent) return decryptWith(found, job, keys, limits);
  if (job.sessionKey) return decryptLent(found, job, job.sessionKey, limits);
  return { ...refuse(facts, "no-matching-key"), askGpg: { packets: [...found.sessionKeys], keys: [] } };
}

/** With a session key that somebody else's program took out: whose key that was is their word. */
async function decryptLent(
  message: EncryptedMessage,
  job: Job,
  { data, algorithm, openedBy }: GpgSessionKey,
  limits: MessageLimits,
): Promise<Answer> {
  const facts = { sessionKeys: message.sessionKeyCount, ciphertextHash: message.ciphertextHash };
  const cipher = cipherNamed(algorithm);
  if (cipher === undefined) return refuse(facts, "unsupported-algorithm");
  const content = await readEncrypted(message.data, { data, algorithm: cipher }, limits);
  if (typeof content === "string") return refuse(facts, content);
  const opened = { ...NOTHING, ...facts, integrity: "ok", openedWith: openedBy, withCurrentKey: true } as const;
  return answer(content, opened, job);
}

/** Null where the data packet names its cipher itself (RFC 9580, 5.13.2); undefined for one that the library has not. */
function cipherNamed(algorithm: number): enums.symmetricNames | null | undefined {
  if (algorithm === 0) return null;
  return Object.values(enums.symmetric).includes(algorithm) ? enums.read(enums.symmetric, algorithm) : undefined;
}

/** One message and nothing else that is armored; binary as it is. */
function onlyMessage(message: Uint8Array): Uint8Array | undefined {
  if (isBinary(message)) return message;
  const blocks = dearmor(message) ?? [];
  const [first] = blocks;
  return blocks.length === 1 && first?.type === "MESSAGE" ? first.bytes : undefined;
}

function faultBefore(message: EncryptedMessage, limits: MessageLimits): OpenFault | undefined {
  if (message.sessionKeyCount > limits.sessionKeys) return "session-key-limit";
  if (!message.isProtected) return "no-integrity-protection";
  if (message.sessionKeyCount > 0) return undefined;
  return message.passwordCount > 0 ? "password-only" : "no-matching-key";
}

function refuse(facts: Partial<OpenedMail>, fault: OpenFault): Answer {
  const integrity = fault === "malformed" || fault === "integrity-failure" ? "fail" : "none";
  return { opened: { ...NOTHING, ...facts, integrity, fault }, askGpg: undefined };
}

/** A message that is signed, compressed or neither: nothing protects it but its signatures. */
async function readClear(message: Uint8Array, job: Job, limits: MessageLimits): Promise<Answer> {
  const config = settings(limits.decompressed);
  let content: Content;
  try {
    const read = await readMessage({ binaryMessage: message, config });
    content = await verify({ message: read, verificationKeys: [], format: "binary", config });
  } catch (thrown) {
    const fault = faultOf(thrown);
    return refuse({}, fault === "decompression-limit" ? fault : "malformed");
  }
  return answer(content, NOTHING, job);
}

async function decryptWith(
  message: EncryptedMessage,
  job: Job,
  keys: readonly OwnKey[],
  limits: MessageLimits,
): Promise<Answer> {
  const facts = { sessionKeys: message.sessionKeyCount, ciphertextHash: message.ciphertextHash };
  const wrapped = forUs(message.sessionKeys, keys);
  let fault: OpenFault | undefined;
  let isUnsupported = wrapped.some(isOfNoAlgorithm);
  const candidates = job.sessionKey ? fromGpg(job.sessionKey, keys) : unwrapped(wrapped, keys);
  for await (const sessionKey of candidates) {
    if (sessionKey === UNSUPPORTED) {
      isUnsupported = true;
      continue;
    }
    const content = await readEncrypted(message.data, sessionKey, limits);
    if (typeof content !== "string") {
      const { fingerprint, index } = sessionKey.openedBy;
      const opened = {
        ...NOTHING,
        ...facts,
        integrity: "ok",
        openedWith: fingerprint,
        withCurrentKey: index === 0,
      } as const;
      return answer(content, opened, job);
    }
    // A limit says more than an alteration: with several session keys, at most one is the right one.
    fault = fault === undefined || fault === "integrity-failure" ? content : fault;
  }
  // It names a key of ours, and that key does not open it: the packet is not what was made for us.
  const namesUs = wrapped.some(({ head }) => head.keyId !== undefined);
  const unopened = isUnsupported ? "unsupported-algorithm" : namesUs ? "integrity-failure" : "no-matching-key";
  const refused = refuse(facts, fault ?? unopened);
  const ask = forGpg(wrapped, keys);
  const canAsk = !job.sessionKey && fault === undefined && ask.packets.length > 0 && ask.keys.length > 0;
  return canAsk ? { ...refused, askGpg: ask } : refused;
}

function* fromGpg(
  { data, algorithm, openedBy }: GpgSessionKey,
  keys: readonly OwnKey[],
): Generator<SessionKey | typeof UNSUPPORTED> {
  const own = keys.find(({ fingerprint }) => fingerprint === openedBy);
  const cipher = cipherNamed(algorithm);
  if (own) yield cipher ? { data, algorithm: cipher, openedBy: own } : UNSUPPORTED;
}

async function readEncrypted(
  packet: Uint8Array,
  { data, algorithm }: Pick<SessionKey, "data" | "algorithm">,
  limits: MessageLimits,
): Promise<Content | OpenFault> {
  const config = settings(limits.decompressed);
  try {
    const message = await readMessage({ binaryMessage: packet, config });
    // Where the cipher stands in the data packet, the library passes over this name; its types ask for one all the same.
    const sessionKeys = { data, algorithm: algorithm ?? "aes256" };
    return await decrypt({ message, sessionKeys, format: "binary", config });
  } catch (thrown) {
    return faultOf(thrown);
  }
}

async function answer(content: Content, opened: Omit<OpenedMail, "fault">, job: Job): Promise<Answer> {
  const read = await Promise.all(content.signatures.map(({ signature }) => signature));
  const packets = onlySignatures(read.flatMap((one) => [...one.packets]));
  const signatures = await judgeSignatures(packets, content.data, knownKeys(job.known), job.now);
  // A copy, because between threads the whole memory goes over of which a small buffer is a part.
  const signaturePackets = new Uint8Array(Buffer.concat(read.map((one) => one.write())));
  const mail = { ...opened, plain: content.data, fault: undefined, signatures, signaturePackets };
  return { opened: mail, askGpg: undefined };
}
