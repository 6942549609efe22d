import { type SessionKeyHead, sessionKeyHead } from "../packets/session-key.ts";
import { isUnsupported } from "./faults.ts";
import { decryptSessionKeys, enums, readMessage } from "./library.ts";
import type { OwnKey } from "./own-keys.ts";

/** A session key that one of ours opened, ready to be tried on the data. */
export interface SessionKey {
  readonly data: Uint8Array;
  /** The library's name of the cipher; null where the data packet names it (RFC 9580, 5.13.2). */
  readonly algorithm: enums.symmetricNames | null;
  readonly openedBy: OwnKey;
}

export interface Wrapped {
  readonly packet: Uint8Array;
  readonly head: SessionKeyHead;
}

/** ECDH, X25519 and X448: what the library opens in constant time, or nearly so. */
const BY_LIBRARY: ReadonlySet<number> = new Set([enums.publicKey.ecdh, enums.publicKey.x25519, enums.publicKey.x448]);
/** RSA and ElGamal: Node refuses PKCS#1 v1.5, and the library's own arithmetic is slow and tells an observer too much. */
const BY_GPG: ReadonlySet<number> = new Set([
  enums.publicKey.rsaEncryptSign,
  enums.publicKey.rsaEncrypt,
  enums.publicKey.elgamal,
]);

/** The packets of a message that may be for one of our keys: they name it, or nobody. */
export function forUs(packets: readonly Uint8Array[], keys: readonly OwnKey[]): readonly Wrapped[] {
  return packets.flatMap((packet) => {
    const head = sessionKeyHead(packet);
    return head && keys.some((key) => isFor(head, key)) ? [{ packet, head }] : [];
  });
}

export function isFor({ keyId }: SessionKeyHead, { keyIds }: OwnKey): boolean {
  return keyId === undefined || keyIds.has(keyId);
}

/** Those that gpg has to open as a process, with the keys that it may need. */
export function forGpg(
  wrapped: readonly Wrapped[],
  keys: readonly OwnKey[],
): { packets: Uint8Array[]; keys: number[] } {
  const packets = wrapped.filter(({ head }) => head.version === 3 && BY_GPG.has(head.algorithm));
  const able = keys.filter(({ key }) => key.getKeys().some(({ keyPacket }) => BY_GPG.has(keyPacket.algorithm)));
  const needed = able.filter((key) => packets.some(({ head }) => isFor(head, key)));
  return { packets: packets.map(({ packet }) => packet), keys: needed.map(({ index }) => index) };
}

/** Of a packet that names our key: it is for an algorithm or a cipher that we cannot use, so its session key is not known. */
export const UNSUPPORTED = "unsupported";

/**
 * Session keys one after the other, the current key's first; the next is computed only when it is asked for. What a key does
 * not open is passed over: a hidden recipient may be anybody.
 */
export async function* unwrapped(
  wrapped: readonly Wrapped[],
  keys: readonly OwnKey[],
): AsyncGenerator<SessionKey | typeof UNSUPPORTED> {
  for (const key of keys) {
    for (const one of wrapped) {
      if (BY_LIBRARY.has(one.head.algorithm) && isFor(one.head, key)) yield* await opened(one, key);
    }
  }
}

/** Whether a packet that names a key of ours is for no algorithm that anybody here has. */
export function isOfNoAlgorithm({ head }: Wrapped): boolean {
  return head.keyId !== undefined && !BY_LIBRARY.has(head.algorithm) && !BY_GPG.has(head.algorithm);
}

async function opened(
  { packet, head }: Wrapped,
  openedBy: OwnKey,
): Promise<readonly (SessionKey | typeof UNSUPPORTED)[]> {
  try {
    const message = await readMessage({ binaryMessage: packet });
    const found = await decryptSessionKeys({ message, decryptionKeys: openedBy.key });
    return found.map(({ data, algorithm }) => ({ data, algorithm, openedBy }));
  } catch (thrown) {
    return head.keyId !== undefined && isUnsupported(thrown) ? [UNSUPPORTED] : [];
  }
}
