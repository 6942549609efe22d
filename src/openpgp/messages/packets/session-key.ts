import { PacketFault, packetsOf } from "./walk.ts";

/** For which key a public-key session key packet (RFC 9580, 5.1) says it is. */
export interface SessionKeyHead {
  readonly version: number;
  /** Sixteen lower-case hex digits; undefined for a hidden recipient. */
  readonly keyId: string | undefined;
  /** Public-key algorithm number (RFC 9580, 9.1). */
  readonly algorithm: number;
}

const HIDDEN = "0000000000000000";

/** The head of one whole packet; undefined for a version that is not known, or a body that ends within the head. */
export function sessionKeyHead(packet: Uint8Array): SessionKeyHead | undefined {
  const body = bodyOf(packet);
  const version = body[0];
  if (version === 3) {
    const keyId = hex(body.subarray(1, 9));
    const algorithm = body[9];
    if (algorithm === undefined) return undefined;
    return { version, keyId: keyId === HIDDEN ? undefined : keyId, algorithm };
  }
  if (version !== 6) return undefined;
  const length = body[1] ?? 0;
  const algorithm = body[2 + length];
  if (algorithm === undefined) return undefined;
  return { version, keyId: length === 0 ? undefined : keyIdOf(body[2] ?? 0, body.subarray(3, 2 + length)), algorithm };
}

/** RFC 9580, 5.5.4: the last eight bytes of a fingerprint of version 4, the first eight of version 6. */
export function keyIdOf(version: number, fingerprint: Uint8Array): string {
  return hex(version >= 5 ? fingerprint.subarray(0, 8) : fingerprint.subarray(-8));
}

function bodyOf(packet: Uint8Array): Uint8Array {
  try {
    for (const { pieces } of packetsOf(packet)) return pieces[0] ?? new Uint8Array();
  } catch (thrown) {
    if (!(thrown instanceof PacketFault)) throw thrown;
  }
  return new Uint8Array();
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
