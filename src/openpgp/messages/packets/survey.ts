import { createHash } from "node:crypto";
import { type Packet, PacketFault, packetsOf, TAG } from "./walk.ts";

/** What an encrypted message is made of, known from its packets' headers before anything is tried. */
export interface EncryptedMessage {
  readonly kind: "encrypted";
  /** Public-key session keys, whole packets in their order, no more than the limit. */
  readonly sessionKeys: readonly Uint8Array[];
  /** How many there are, past the limit too. */
  readonly sessionKeyCount: number;
  /** How many password keys there are. */
  readonly passwordCount: number;
  /** Whether the data packet can tell that it was altered: RFC 9580, 5.13, or GnuPG's tag 20. */
  readonly isProtected: boolean;
  readonly data: Uint8Array;
  readonly ciphertextHash: string;
}

/** Either encrypted, or data that are signed, compressed or neither; or no message. */
export type Survey = EncryptedMessage | { readonly kind: "clear" } | { readonly kind: "malformed" };

const DATA: ReadonlySet<number> = new Set([TAG.unprotected, TAG.protected, TAG.aead]);
const CLEAR: ReadonlySet<number> = new Set([TAG.onePass, TAG.signature, TAG.compressed, TAG.literal]);
/** Ignored wherever they stand (RFC 9580, 5.8 and 5.14); types from 40 on are not critical (4.3). */
const isIgnored = ({ tag }: Packet): boolean => tag === TAG.marker || tag === TAG.padding || tag >= 40;
/** The first byte of the body: RFC 9580, 5.13.1 and 5.13.2; version 1 is all that tag 20 ever had. */
const VERSIONS: Readonly<Record<number, readonly number[]>> = { [TAG.protected]: [1, 2], [TAG.aead]: [1] };

/**
 * Judges a message by its packets (RFC 9580, 10.3): session keys and then exactly one packet of encrypted data, with
 * nothing behind it. Several messages one behind the other are none. Bodies are only hashed.
 */
export function survey(message: Uint8Array, sessionKeyLimit: number): Survey {
  try {
    return surveyPackets(packetsOf(message), sessionKeyLimit);
  } catch (thrown) {
    if (thrown instanceof PacketFault) return { kind: "malformed" };
    throw thrown;
  }
}

function surveyPackets(packets: Iterable<Packet>, sessionKeyLimit: number): Survey {
  const sessionKeys: Uint8Array[] = [];
  let sessionKeyCount = 0;
  let passwordCount = 0;
  let data: Packet | undefined;
  for (const packet of packets) {
    if (isIgnored(packet)) continue;
    if (data) return { kind: "malformed" };
    if (DATA.has(packet.tag)) data = packet;
    else if (packet.tag === TAG.passwordKey) passwordCount += 1;
    else if (packet.tag === TAG.sessionKey) {
      sessionKeyCount += 1;
      if (sessionKeys.length < sessionKeyLimit) sessionKeys.push(packet.whole);
    } else {
      const isFirst = sessionKeyCount + passwordCount === 0;
      // How signatures, compression and text may follow each other is left to the library's own grammar.
      return { kind: isFirst && CLEAR.has(packet.tag) ? "clear" : "malformed" };
    }
  }
  if (!data || !hasKnownVersion(data)) return { kind: "malformed" };
  const isProtected = data.tag !== TAG.unprotected;
  const ciphertextHash = hashOf(data.pieces);
  return {
    kind: "encrypted",
    sessionKeys,
    sessionKeyCount,
    passwordCount,
    isProtected,
    data: data.whole,
    ciphertextHash,
  };
}

function hasKnownVersion({ tag, pieces }: Packet): boolean {
  const versions = VERSIONS[tag];
  return versions === undefined || versions.includes(pieces[0]?.[0] ?? 0);
}

function hashOf(pieces: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}
