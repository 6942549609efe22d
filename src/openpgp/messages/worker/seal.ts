import type { Calls } from "../protocol.ts";
import { createMessage, encrypt, type Key, readKey, readSignature } from "./library.ts";
import { whyUnfit } from "./unfit.ts";

/** What a signature is that cannot be read, in place of a certificate's number. */
const SIGNATURE = { place: -1, why: "" };

/**
 * One message to all of them, with the signature inside beside the data that it is over (RFC 3156, 6.2), uncompressed.
 * Which form of encryption is used say the keys: the newer one (RFC 9580, 5.13.2) only where every key announces it.
 */
export async function seal({ data, signature, to, now }: Calls["seal"]["job"]): Promise<Calls["seal"]["answer"]> {
  const encryptionKeys: Key[] = [];
  for (const [index, bytes] of to.entries()) {
    const key = await readKey({ binaryKey: bytes }).catch(() => undefined);
    if (!key) return { place: index, why: "it is no key that can be read" };
    const why = await whyUnfit({ key, bytes }, "encrypt", now);
    if (why !== undefined) return { place: index, why };
    encryptionKeys.push(key);
  }
  const signed = await readSignature({ armoredSignature: signature }).catch(() => undefined);
  if (!signed || signed.packets.length === 0) return SIGNATURE;
  const message = await createMessage({ binary: data, date: now });
  return encrypt({ message, encryptionKeys, signature: signed, date: now, format: "armored" });
}
