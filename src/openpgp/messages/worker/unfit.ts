import { formatInstant } from "../../../kernel/index.ts";
import { packetsOf, TAG } from "../packets/walk.ts";
import { enums, type Key } from "./library.ts";

/** What a part of a key is wanted for. */
export type Purpose = "encrypt" | "sign";

interface Wanted {
  /** Bits of the key flags (RFC 9580, 5.2.3.29). */
  readonly flags: number;
  /** What alone such algorithms do; asked where a part has no flags. */
  readonly algorithms: ReadonlySet<enums.publicKey>;
  /** `it has no …`. */
  readonly part: string;
}

const { publicKey } = enums;
const WANTED: Readonly<Record<Purpose, Wanted>> = {
  encrypt: {
    flags: enums.keyFlags.encryptCommunication | enums.keyFlags.encryptStorage,
    algorithms: new Set([publicKey.rsaEncrypt, publicKey.elgamal, publicKey.ecdh, publicKey.x25519, publicKey.x448]),
    part: "encryption part",
  },
  sign: {
    flags: enums.keyFlags.signData,
    algorithms: new Set([publicKey.rsaSign, publicKey.dsa, publicKey.ecdsa, publicKey.ed25519, publicKey.ed448]),
    part: "signing part",
  },
};

/** The numbers that the library can read. */
const READABLE: ReadonlySet<number> = new Set(Object.values(publicKey).filter((value) => typeof value === "number"));

/** A key as it was read, and its bytes: the library passes over parts that it cannot read. */
export interface ReadKey {
  readonly key: Key;
  readonly bytes: Uint8Array;
}

/**
 * Why a key does not serve a purpose now, as a clause such as "it is revoked"; undefined for one that does. What holds of the
 * whole key is said before what holds of its parts.
 */
export async function whyUnfit({ key, bytes }: ReadKey, purpose: Purpose, now: Date): Promise<string | undefined> {
  if (await isFit(key, purpose, now)) return undefined;
  if (await key.isRevoked(undefined, undefined, now)) return "it is revoked";
  const end = await key.getExpirationTime();
  if (end instanceof Date && end <= now) return `it expired ${formatInstant(end)}`;
  if (key.getCreationTime() > now) return `it is dated ahead, ${formatInstant(key.getCreationTime())}`;
  return whyNoPart({ key, bytes }, purpose, now);
}

async function isFit(key: Key, purpose: Purpose, now: Date): Promise<boolean> {
  const take = purpose === "encrypt" ? key.getEncryptionKey(undefined, now) : key.getSigningKey(undefined, now);
  return take.then(
    () => true,
    () => false,
  );
}

/** A subkey, and how it stands. */
interface Part {
  readonly revoked: boolean;
  readonly end: Date | undefined;
  readonly algorithm: string;
}

async function whyNoPart({ key, bytes }: ReadKey, purpose: Purpose, now: Date): Promise<string> {
  const { part } = WANTED[purpose];
  const parts = await partsFor(key, purpose, now);
  if (parts.length === 0) {
    const unread = unreadAlgorithms(bytes);
    if (unread.length === 0) return `it has no ${part}`;
    return `it has no ${part} whose algorithm is served here; a subkey has the algorithm number ${unread.join(", ")}`;
  }
  const standing = parts.filter(({ revoked }) => !revoked);
  if (standing.length === 0) return `its ${part} is revoked`;
  const lasting = standing.filter(({ end }) => end === undefined || end > now);
  const [served] = lasting;
  if (served) return `its ${part} has an algorithm that is not served here: ${served.algorithm}`;
  const last = Math.max(...standing.map(({ end }) => Number(end)));
  return `its ${part} expired ${formatInstant(new Date(last))}`;
}

/** The primary key stands among them where its own flags say so: how that stands was asked before. */
async function partsFor(key: Key, purpose: Purpose, now: Date): Promise<readonly Part[]> {
  const user = await key.getPrimaryUser(now).catch(() => undefined);
  const flags = user?.selfCertification.keyFlags ?? null;
  const own = isFor(purpose, key.keyPacket.algorithm, flags) ? [key] : [];
  const parts = await Promise.all(
    key.subkeys.map(async (subkey): Promise<readonly Part[]> => {
      const binding = subkey.bindingSignatures.toSorted((a, b) => Number(b.created) - Number(a.created))[0];
      if (!binding || !isFor(purpose, subkey.keyPacket.algorithm, binding.keyFlags)) return [];
      const end = await subkey.getExpirationTime();
      const revoked = await subkey.isRevoked(binding, subkey.keyPacket, now);
      return [{ revoked, end: end instanceof Date ? end : undefined, algorithm: inWords(subkey) }];
    }),
  );
  return [...own.map((each) => ({ revoked: false, end: undefined, algorithm: inWords(each) })), ...parts.flat()];
}

function isFor(purpose: Purpose, algorithm: enums.publicKey, flags: Uint8Array | null): boolean {
  const wanted = WANTED[purpose];
  return flags ? ((flags[0] ?? 0) & wanted.flags) !== 0 : wanted.algorithms.has(algorithm);
}

function inWords(part: { getAlgorithmInfo(): { algorithm: string; bits?: number; curve?: string } }): string {
  const { algorithm, bits, curve } = part.getAlgorithmInfo();
  return [algorithm, ...(curve ? [`on ${curve}`] : []), ...(bits ? [`of ${bits} bits`] : [])].join(" ");
}

/** The numbers of subkeys that the library passes over, each once. */
function unreadAlgorithms(bytes: Uint8Array): readonly number[] {
  const found = [...packetsOf(bytes)]
    .filter(({ tag }) => tag === TAG.publicSubkey || tag === TAG.secretSubkey)
    // A version octet and four of the time stand before the algorithm (RFC 9580, 5.5.2).
    .map(({ pieces }) => pieces[0]?.[5] ?? 0)
    .filter((number) => !READABLE.has(number));
  return [...new Set(found)];
}
