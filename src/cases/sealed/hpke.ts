import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";

/**
 * Hybrid Public Key Encryption (RFC 9180), base mode, with DHKEM(X25519, HKDF-SHA256) and HKDF-SHA256, for one message a
 * key: who has the public key alone can seal and not open, not even what it sealed itself.
 */

const LABEL = Buffer.from("HPKE-v1");
const KEM_ID = 0x0020;
const KDF_ID = 0x0001;
const SECRET_BYTES = 32;
const NONCE_BYTES = 12;
/** Bytes of a public key, and of what is sent along instead of one (RFC 9180, 7.1). */
export const PUBLIC_BYTES = 32;

/** RFC 9180, 7.3. */
export interface Aead {
  readonly id: number;
  readonly keyBytes: number;
}

export const AES_256_GCM: Aead = { id: 0x0002, keyBytes: 32 };

/** What a message is encrypted with, once. */
export interface MessageKey {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/** PKCS #8 around the 32 bytes of an X25519 private key (RFC 8410, section 7). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b656e04220420", "hex");

export function privateFromSeed(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" });
}

/** The 32 bytes of a private key's public half. */
export function publicBytes(privateKey: KeyObject): Uint8Array {
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  return Buffer.from(x ?? "", "base64url");
}

/**
 * A key for one message to the owner of `recipient`, and what the owner needs to have it too. `ephemeral` is used this once;
 * OpenSSL makes one ten times as quickly as it reads one.
 */
export function encapsulate(
  recipient: Uint8Array,
  ephemeral: KeyObject = generateKeyPairSync("x25519").privateKey,
): { shared: Uint8Array; sent: Uint8Array } {
  const sent = publicBytes(ephemeral);
  return { shared: agree(ephemeral, recipient, sent, recipient), sent };
}

/** Throws for 32 bytes that are no point from which a secret follows. */
export function decapsulate(privateKey: KeyObject, sent: Uint8Array): Uint8Array {
  return agree(privateKey, sent, sent, publicBytes(privateKey));
}

/** RFC 9180, 5.1, for base mode; `info` says what the key is for. */
export function messageKey(shared: Uint8Array, info: Uint8Array, aead: Aead = AES_256_GCM): MessageKey {
  const suite = Buffer.concat([Buffer.from("HPKE"), u16(KEM_ID), u16(KDF_ID), u16(aead.id)]);
  const none = Buffer.alloc(0);
  const hashes = [extract(suite, none, "psk_id_hash", none), extract(suite, none, "info_hash", info)];
  const context = Buffer.concat([Uint8Array.of(0), ...hashes]);
  const secret = extract(suite, shared, "secret", none);
  return {
    key: expand(suite, secret, "key", context, aead.keyBytes),
    nonce: expand(suite, secret, "base_nonce", context, NONCE_BYTES),
  };
}

/** RFC 9180, 4.1. OpenSSL refuses to answer the all-zero secret that section 7.1.4 forbids. */
function agree(own: KeyObject, theirs: Uint8Array, sent: Uint8Array, recipient: Uint8Array): Uint8Array {
  const jwk = { kty: "OKP", crv: "X25519", x: Buffer.from(theirs).toString("base64url") };
  const secret = diffieHellman({ privateKey: own, publicKey: createPublicKey({ key: jwk, format: "jwk" }) });
  const suite = Buffer.concat([Buffer.from("KEM"), u16(KEM_ID)]);
  const prk = extract(suite, Buffer.alloc(0), "eae_prk", secret);
  return expand(suite, prk, "shared_secret", Buffer.concat([sent, recipient]), SECRET_BYTES);
}

function extract(suite: Uint8Array, salt: Uint8Array, label: string, input: Uint8Array): Uint8Array {
  return hmac(salt, [LABEL, suite, Buffer.from(label), input]);
}

/** HKDF-Expand (RFC 5869) for at most one block, which is all that is asked for here. */
function expand(suite: Uint8Array, prk: Uint8Array, label: string, info: Uint8Array, bytes: number): Uint8Array {
  return hmac(prk, [u16(bytes), LABEL, suite, Buffer.from(label), info, Uint8Array.of(1)]).subarray(0, bytes);
}

function hmac(key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}
