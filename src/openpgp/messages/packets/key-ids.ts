import { createHash } from "node:crypto";
import { keyIdOf } from "./session-key.ts";
import { PacketFault, packetsOf, TAG } from "./walk.ts";

/**
 * Key ids, lower-case hex, of the primary key and all subkeys of a certificate, without reading anything else of it: of a
 * thousand known keys only the one that a signature names has to be parsed. Empty for what is no certificate.
 */
export function keyIdsOf(certificate: Uint8Array): ReadonlySet<string> {
  const ids = new Set<string>();
  try {
    for (const { tag, pieces } of packetsOf(certificate)) {
      const body = pieces[0];
      if ((tag === TAG.publicKey || tag === TAG.publicSubkey) && body) {
        const id = keyId(body);
        if (id !== undefined) ids.add(id);
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof PacketFault)) throw thrown;
  }
  return ids;
}

/** RFC 9580, 5.5.4.2 and 5.5.4.3. */
function keyId(body: Uint8Array): string | undefined {
  const version = body[0];
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  if (version === 4) {
    const hash = createHash("sha1").update(Uint8Array.of(0x99)).update(length.subarray(2)).update(body);
    return body.length > 0xffff ? undefined : keyIdOf(4, hash.digest());
  }
  if (version !== 6) return undefined;
  return keyIdOf(6, createHash("sha256").update(Uint8Array.of(0x9b)).update(length).update(body).digest());
}
