import type { OwnKeyFacts } from "../contract.ts";
import { enums, type Key, type PrivateKey } from "./library.ts";
import type { OwnKey } from "./own-keys.ts";
import { whyUnfit } from "./unfit.ts";

const RSA: ReadonlySet<enums.publicKey> = new Set([enums.publicKey.rsaEncryptSign, enums.publicKey.rsaEncrypt]);
const CURVES: ReadonlySet<enums.publicKey> = new Set([
  enums.publicKey.ecdh,
  enums.publicKey.x25519,
  enums.publicKey.x448,
]);

/** What everybody may know of our keys. */
export function ownKeyFacts(keys: readonly OwnKey[], now: Date): Promise<readonly OwnKeyFacts[]> {
  return Promise.all(keys.map((own) => factsOf(own, now)));
}

async function factsOf({ key, fingerprint, index, bytes }: OwnKey, now: Date): Promise<OwnKeyFacts> {
  const ids = key.getKeys().map((part) => part.getKeyID());
  const encrypting = await usable(ids, (id) => key.getEncryptionKey(id, now));
  const signing = await usable(ids, (id) => key.getSigningKey(id, now));
  return {
    fingerprint,
    userIds: key.getUserIDs(),
    created: key.getCreationTime(),
    expires: await endOf(key),
    revoked: await key.isRevoked(undefined, undefined, now),
    encryptableUntil: await lastEnd(key, encrypting),
    signsUntil: await lastEnd(key, signing),
    cannotEncrypt: await whyUnfit({ key, bytes }, "encrypt", now),
    cannotSign: await whyUnfit({ key, bytes }, "sign", now),
    algorithm: algorithmOf(encrypting.map((part) => part.keyPacket.algorithm)),
    isCurrent: index === 0,
    certificate: Uint8Array.from(key.toPublic().write()),
  };
}

/** A key, or one of its parts. */
type Part = Awaited<ReturnType<PrivateKey["getEncryptionKey"]>>;

async function usable<Id>(ids: readonly Id[], take: (id: Id) => Promise<Part>): Promise<readonly Part[]> {
  const found = await Promise.all(ids.map((id) => take(id).catch(() => undefined)));
  return found.filter((part) => part !== undefined);
}

/** When the last of these parts ends, `null` when there is none: a part ends with its key at the latest. */
async function lastEnd(key: Key, parts: readonly Part[]): Promise<Date | null | undefined> {
  if (parts.length === 0) return null;
  const whole = await endOf(key);
  let last = 0;
  for (const part of parts) {
    const ends = [await endOf(part), whole].filter((end) => end !== undefined);
    if (ends.length === 0) return undefined;
    last = Math.max(last, Math.min(...ends.map(Number)));
  }
  return new Date(last);
}

async function endOf(part: { getExpirationTime(): Promise<Date | number | null> }): Promise<Date | undefined> {
  const end = await part.getExpirationTime();
  return end instanceof Date ? end : undefined;
}

function algorithmOf(algorithms: readonly enums.publicKey[]): OwnKeyFacts["algorithm"] {
  if (algorithms.some((algorithm) => RSA.has(algorithm))) return "rsa";
  return algorithms.some((algorithm) => CURVES.has(algorithm)) ? "curve" : "other";
}
