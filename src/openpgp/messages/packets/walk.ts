/** One packet (RFC 9580, section 4), found by its header alone. */
export interface Packet {
  readonly tag: number;
  /** Header and body as they stand. */
  readonly whole: Uint8Array;
  /** The body in its pieces: one, or several of a packet of partial lengths. */
  readonly pieces: readonly Uint8Array[];
}

export const TAG = {
  sessionKey: 1,
  signature: 2,
  passwordKey: 3,
  onePass: 4,
  secretKey: 5,
  publicKey: 6,
  secretSubkey: 7,
  compressed: 8,
  unprotected: 9,
  marker: 10,
  literal: 11,
  trust: 12,
  userId: 13,
  publicSubkey: 14,
  userAttribute: 17,
  protected: 18,
  /** GnuPG's own, before RFC 9580 (draft-koch-librepgp). */
  aead: 20,
  padding: 21,
} as const;

/** Only data may come in partial lengths (RFC 9580, 4.2.1.4). */
const IN_PIECES: ReadonlySet<number> = new Set([TAG.compressed, TAG.unprotected, TAG.literal, TAG.protected, TAG.aead]);
const SHORTEST_FIRST_PIECE = 512;
/** Thirty megabytes in the shortest first pieces. */
const MOST_PIECES = 60_000;

/** The sequence is no sequence of whole packets. What was yielded before stands. */
export class PacketFault extends Error {}

/**
 * The packets of a sequence, one after the other, without a look into their bodies. Throws PacketFault where a header is
 * wrong, a body is cut off, or a length form is used where the standard does not allow it. An old packet of indeterminate
 * length is taken for compressed data alone, since GnuPG writes those so.
 */
export function* packetsOf(bytes: Uint8Array): Generator<Packet, void, undefined> {
  let at = 0;
  while (at < bytes.length) {
    const head = bytes[at] ?? 0;
    if (!(head & 0x80)) throw new PacketFault("This is no packet.");
    const isNew = (head & 0x40) !== 0;
    const tag = isNew ? head & 0x3f : (head & 0x3c) >> 2;
    if (tag === 0) throw new PacketFault("A packet has the reserved type 0.");
    const pieces = isNew ? newPieces(bytes, at + 1, tag) : [oldPiece(bytes, at + 1, head & 3, tag)];
    const last = pieces.at(-1);
    const end = last ? last.byteOffset - bytes.byteOffset + last.byteLength : bytes.length;
    yield { tag, whole: bytes.subarray(at, end), pieces };
    at = end;
  }
}

function oldPiece(bytes: Uint8Array, at: number, lengthType: number, tag: number): Uint8Array {
  if (lengthType === 3) {
    if (tag !== TAG.compressed) throw new PacketFault("A packet of indeterminate length is not compressed data.");
    return bytes.subarray(at);
  }
  const size = 1 << lengthType;
  return piece(bytes, at + size, number(bytes, at, size));
}

function newPieces(bytes: Uint8Array, from: number, tag: number): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = from; ; ) {
    const first = number(bytes, at, 1);
    if (first < 192) return [...pieces, piece(bytes, at + 1, first)];
    if (first < 224) return [...pieces, piece(bytes, at + 2, ((first - 192) << 8) + number(bytes, at + 1, 1) + 192)];
    if (first === 255) return [...pieces, piece(bytes, at + 5, number(bytes, at + 1, 4))];
    const length = 2 ** (first & 0x1f);
    if (
      !IN_PIECES.has(tag) ||
      (pieces.length === 0 && length < SHORTEST_FIRST_PIECE) ||
      pieces.length === MOST_PIECES
    ) {
      throw new PacketFault("A packet has partial lengths that it may not have.");
    }
    pieces.push(piece(bytes, at + 1, length));
    at += 1 + length;
  }
}

function piece(bytes: Uint8Array, from: number, length: number): Uint8Array {
  if (from + length > bytes.length) throw new PacketFault("A packet is cut off.");
  return bytes.subarray(from, from + length);
}

/** Big-endian, of up to four bytes. */
function number(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) throw new PacketFault("A packet's length is cut off.");
  let value = 0;
  for (const byte of bytes.subarray(at, at + size)) value = value * 256 + byte;
  return value;
}
