import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { type Random, SamedayError } from "../../kernel/index.ts";

/** AES-256-GCM (NIST SP 800-38D) over values that fit into memory. */

const CIPHER = "aes-256-gcm";
/** The first byte of what is sealed, so that another way of sealing can follow. */
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const AROUND = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * Format, nonce, ciphertext, tag. The nonce is random, which is safe for 2^32 values under one key (SP 800-38D, 8.3).
 * `bound` is not hidden and not stored: it only opens again with the same.
 */
export function seal(key: KeyObject, bound: Uint8Array, plain: Uint8Array, random: Random): Uint8Array {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound);
  const text = [cipher.update(plain), cipher.final()];
  return Buffer.concat([Uint8Array.of(FORMAT), nonce, ...text, cipher.getAuthTag()]);
}

/** Throws SEAL_BROKEN for another key, another `bound`, and any change; nothing tells these apart. */
export function open(key: KeyObject, bound: Uint8Array, sealed: Uint8Array): Uint8Array {
  if (sealed.length < AROUND || sealed[0] !== FORMAT) throw broken();
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch (error) {
    plain.fill(0);
    throw broken(error);
  }
}

function broken(cause?: unknown): SamedayError {
  return new SamedayError("SEAL_BROKEN", "Sealed contents do not open: they are not what was sealed here.", cause);
}
