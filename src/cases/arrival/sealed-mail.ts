import { createCipheriv, createDecipheriv } from "node:crypto";
import { SamedayError, sha256 } from "../../kernel/index.ts";
import { decapsulate, encapsulate, messageKey, PUBLIC_BYTES } from "../sealed/hpke.ts";
import { type Envelope, formatEnvelope, parseEnvelope } from "./envelope.ts";
import { decodeSpoolPublicKey, type SpoolKey } from "./spool-key.ts";

/*
 * A file of the spool: `sameday mail 1` and a line end, 16 letters that name the key, a line end, 32 bytes from which its
 * owner derives the message's key (RFC 9180), then in AES-256-GCM the length of the envelope (four bytes), the envelope,
 * the message as it came; last the tag of 16 bytes. What stands before the ciphertext is bound to it.
 */

const FIRST_LINE = "sameday mail 1\n";
const KEY_NAME = 16;
const HEAD_BYTES = FIRST_LINE.length + KEY_NAME + 1 + PUBLIC_BYTES;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
const INFO = Buffer.from("sameday spool 1");
const CIPHER = "aes-256-gcm";

/** A message while it is being sealed: pieces in, pieces of the file out. */
export interface MailSealer {
  readonly head: Uint8Array;
  add(piece: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

export function startSealing(publicKey: string, envelope: Envelope): MailSealer {
  const { shared, sent } = encapsulate(decodeSpoolPublicKey(publicKey));
  const { key, nonce } = messageKey(shared, INFO);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  const clear = Buffer.concat([Buffer.from(`${FIRST_LINE}${keyName(publicKey)}\n`), sent]);
  cipher.setAAD(clear);
  const words = formatEnvelope(envelope);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(words.length);
  return {
    head: Buffer.concat([clear, cipher.update(length), cipher.update(words)]),
    add: (piece) => cipher.update(piece),
    end: () => Buffer.concat([cipher.final(), cipher.getAuthTag()]),
  };
}

export interface OpenedSpoolFile {
  readonly envelope: Envelope;
  /** As it came. */
  readonly message: Uint8Array;
}

/** Undefined when none of these keys is the file's. Throws SEAL_BROKEN and INPUT_INVALID for what is no whole file. */
export function openSpoolFile(keys: readonly SpoolKey[], file: Uint8Array): OpenedSpoolFile | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const named = bytes.toString("latin1", 0, HEAD_BYTES - PUBLIC_BYTES);
  if (!named.startsWith(FIRST_LINE) || bytes.length < HEAD_BYTES + LENGTH_BYTES + TAG_BYTES) throw broken();
  const key = keys.find(({ publicKey }) => named === `${FIRST_LINE}${keyName(publicKey)}\n`);
  if (!key) return undefined;
  const plain = decrypt(key, bytes);
  const end = LENGTH_BYTES + plain.readUInt32BE(0);
  if (end > plain.length) throw broken();
  return { envelope: parseEnvelope(plain.subarray(LENGTH_BYTES, end)), message: plain.subarray(end) };
}

function decrypt(key: SpoolKey, bytes: Buffer): Buffer {
  try {
    const sent = bytes.subarray(HEAD_BYTES - PUBLIC_BYTES, HEAD_BYTES);
    const derived = messageKey(decapsulate(key.privateKey, sent), INFO);
    const decipher = createDecipheriv(CIPHER, derived.key, derived.nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(bytes.subarray(0, HEAD_BYTES));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const plain = decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES));
    decipher.final();
    return plain;
  } catch (error) {
    throw broken(error);
  }
}

function keyName(publicKey: string): string {
  return sha256(decodeSpoolPublicKey(publicKey)).slice(0, KEY_NAME);
}

function broken(cause?: unknown): SamedayError {
  return new SamedayError("SEAL_BROKEN", "A file of the spool is not what was sealed for it.", cause);
}
