import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { type Random, SamedayError, type Sha256, sha256 } from "../kernel/index.ts";

/** An Ed25519 key with which a party signs its statements and requests. */
export interface EvidenceKey {
  readonly privateKey: KeyObject;
  /** Base64 of the 32 raw bytes, as it stands in the distribution definition. */
  readonly publicKey: string;
  /** SHA-256 of the raw public key. */
  readonly keyid: Sha256;
}

/** A party whose statements are believed, under the name it is known by. */
export interface KnownKey {
  readonly name: string;
  /** Base64 of the 32 raw bytes. */
  readonly publicKey: string;
}

/** PKCS #8 around the 32 bytes of an Ed25519 seed (RFC 8410, section 7). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const SEED_BYTES = 32;

export function createEvidenceKey(random: Random): EvidenceKey {
  const der = Buffer.concat([PKCS8_HEAD, random.bytes(SEED_BYTES)]);
  return withPublicHalf(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

/** The secret key as PEM (PKCS #8); the file that holds it must be readable by its own user alone. */
export function formatEvidenceKey(key: EvidenceKey): string {
  return key.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

/** Throws INPUT_INVALID when the text is not an Ed25519 key in PEM. */
export function parseEvidenceKey(pem: string): EvidenceKey {
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType === "ed25519") return withPublicHalf(privateKey);
  } catch {
    // The reason may quote the key; only the fact is told.
  }
  throw new SamedayError("INPUT_INVALID", "The key file does not hold an Ed25519 key in PEM.");
}

/** Whether the text is base64 of 32 bytes in its one proper spelling. */
export function isPublicKey(text: string): boolean {
  return decodePublicKey(text) !== undefined;
}

/** SHA-256 of the raw key. Throws INPUT_INVALID when the text is no public key. */
export function keyIdOf(publicKey: string): Sha256 {
  const raw = decodePublicKey(publicKey);
  if (!raw) throw new SamedayError("INPUT_INVALID", "A public key is base64 of 32 bytes.");
  return sha256(raw);
}

export function signBytes(key: EvidenceKey, data: Uint8Array): Uint8Array {
  return sign(null, data, key.privateKey);
}

export function verifyBytes(publicKey: string, data: Uint8Array, signature: Uint8Array): boolean {
  const raw = decodePublicKey(publicKey);
  if (!raw) return false;
  const jwk = { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") };
  try {
    return verify(null, data, createPublicKey({ key: jwk, format: "jwk" }), signature);
  } catch {
    return false;
  }
}

/** Base64 that is spelt in its one proper way; undefined for any other text. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

function decodePublicKey(text: string): Buffer | undefined {
  const raw = decodeBase64(text);
  return raw?.length === SEED_BYTES ? raw : undefined;
}

function withPublicHalf(privateKey: KeyObject): EvidenceKey {
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  const raw = Buffer.from(x ?? "", "base64url");
  return { privateKey, publicKey: raw.toString("base64"), keyid: sha256(raw) };
}
