import type { SignatureFact } from "../contract.ts";
import type { KnownKeys } from "./known-keys.ts";
import {
  type BasePacket,
  config,
  createMessage,
  enums,
  type Key,
  LiteralDataPacket,
  SignaturePacket,
  type Subkey,
} from "./library.ts";
import { ANY_HASH, WEAK_HASHES } from "./settings.ts";

/** More than anybody puts on a mail; each costs a hash over the whole of it. */
const MOST_SIGNATURES = 20;
/** As far as clocks of two machines differ. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
const BY_WEIGHT = ["revoked-key", "good", "expired-key", "unknown-key", "bad"] as const;
const DOCUMENT: ReadonlySet<number | null> = new Set([enums.signature.binary, enums.signature.text]);

/**
 * What each signature over the data is worth; signatures over anything but documents, and those past the twentieth, are left
 * out. Only what a signature covers in its own packet is asked: what stands in unhashed fields is a hint for finding the key.
 */
export async function judgeSignatures(
  signatures: readonly SignaturePacket[],
  data: Uint8Array,
  known: KnownKeys,
  now: Date,
): Promise<readonly SignatureFact[]> {
  const overDocument = signatures.filter(({ signatureType }) => DOCUMENT.has(signatureType)).slice(0, MOST_SIGNATURES);
  if (overDocument.length === 0) return [];
  const literal = await literalOf(data);
  const facts: SignatureFact[] = [];
  for (const signature of overDocument) facts.push(await judgeOne(signature, literal, known, now));
  return facts;
}

async function literalOf(data: Uint8Array): Promise<BasePacket<true>> {
  const { packets } = await createMessage({ binary: data });
  const literal = packets.findPacket(enums.packet.literalData);
  if (!(literal instanceof LiteralDataPacket)) throw new Error("The library made no literal packet.");
  return literal;
}

async function judgeOne(
  signature: SignaturePacket,
  literal: BasePacket<true>,
  known: KnownKeys,
  now: Date,
): Promise<SignatureFact> {
  const made = signature.created ?? undefined;
  const facts = {
    made,
    weakHash: WEAK_HASHES.has(signature.hashAlgorithm ?? 0),
    inFuture: made !== undefined && made.getTime() > now.getTime() + CLOCK_TOLERANCE_MS,
  };
  const keys = await known.withId(signature.issuerKeyID.toHex());
  const [first] = keys;
  if (!first) return { state: "unknown-key", signer: undefined, ...facts };
  const makers = await filterAsync(keys, (key) => isBy(key, signature, literal));
  const [maker] = makers;
  if (!maker) return { state: "bad", signer: fingerprintOf(first), ...facts };
  if (facts.weakHash || facts.inFuture || !made) return { state: "bad", signer: fingerprintOf(maker), ...facts };
  // Several copies of one key may be known: one that knows of the revocation outweighs those that were made before it.
  const states = await Promise.all(makers.map((key) => stateOf(key, signature, made, now)));
  const state = BY_WEIGHT.find((weighty) => states.includes(weighty)) ?? "bad";
  return { state, signer: state === "unknown-key" ? undefined : fingerprintOf(maker), ...facts };
}

async function filterAsync<T>(all: readonly T[], keep: (one: T) => Promise<boolean>): Promise<readonly T[]> {
  const kept = await Promise.all(all.map(keep));
  return all.filter((_, index) => kept[index]);
}

/** The arithmetic alone: the key made this signature over these data. No date and no policy is asked. */
async function isBy(key: Key, signature: SignaturePacket, literal: BasePacket<true>): Promise<boolean> {
  const [part] = key.getKeys(signature.issuerKeyID);
  if (!part || signature.signatureType === null) return false;
  try {
    // The library takes null for "at no time in particular" here; its types do not say so.
    const noDate = null as unknown as Date;
    await signature.verify(part.keyPacket, signature.signatureType, literal, noDate, true, ANY_HASH);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether the key may have made it. It counts when the key could sign at the time that the signature names, or can now:
 * a key whose term was prolonged carries self-signatures that are younger than what it signed before.
 */
async function stateOf(key: Key, signature: SignaturePacket, made: Date, now: Date): Promise<SignatureFact["state"]> {
  const part = key.getKeys(signature.issuerKeyID)[0];
  if (!part || part.getCreationTime() > made) return "bad";
  if (now.getTime() >= Number(signature.getExpirationTime())) return "expired-key";
  if (await isRevoked(key, part, made)) return "revoked-key";
  const canSign = (date: Date): Promise<boolean> =>
    key.getSigningKey(signature.issuerKeyID, date).then(
      () => true,
      () => false,
    );
  if ((await canSign(made)) || (await canSign(now))) return "good";
  if (await hadExpired(key, part, made)) return "expired-key";
  return isTooWeak(part) ? "unknown-key" : "bad";
}

/**
 * DSA, and RSA that is too short: nobody vouches for what such a key signed, as with a key that is not known. The text is the
 * one that was signed all the same, so nobody has to hear that it was altered.
 */
function isTooWeak({ keyPacket }: Key | Subkey): boolean {
  const { bits } = keyPacket.getAlgorithmInfo();
  return config.rejectPublicKeyAlgorithms.has(keyPacket.algorithm) || (bits !== undefined && bits < config.minRSABits);
}

/** A revocation for another reason than that the key was retired or superseded counts for all times (RFC 9580, 5.2.3.31). */
async function isRevoked(key: Key, part: Key | Subkey, at: Date): Promise<boolean> {
  if (await key.isRevoked(undefined, undefined, at)) return true;
  const nothing = undefined as never;
  return "bindingSignatures" in part && (await part.isRevoked(nothing, nothing, at));
}

async function hadExpired(key: Key, part: Key | Subkey, at: Date): Promise<boolean> {
  const ends = [await key.getExpirationTime()];
  if ("bindingSignatures" in part) ends.push(await part.getExpirationTime());
  return ends.some((end) => end instanceof Date && end <= at);
}

/** Primary, upper case. */
export function fingerprintOf(key: Key): string {
  return key.getFingerprint().toUpperCase();
}

/** The signature packets of a message or of a file beside it; what the library could not read is passed over. */
export function onlySignatures(packets: Iterable<unknown>): readonly SignaturePacket[] {
  return [...packets].filter((packet) => packet instanceof SignaturePacket);
}
