import { createPrivateKey, type KeyObject } from "node:crypto";
import { type Random, SamedayError } from "../../kernel/index.ts";
import { PUBLIC_BYTES, privateFromSeed, publicBytes } from "../sealed/hpke.ts";

/** What opens the spool's messages; whoever takes mail in knows its public half alone. */
export interface SpoolKey {
  readonly privateKey: KeyObject;
  /** Base64 of 32 bytes, for whoever takes mail in. */
  readonly publicKey: string;
}

const SEED_BYTES = 32;

export function createSpoolKey(random: Random): SpoolKey {
  return withPublicHalf(privateFromSeed(random.bytes(SEED_BYTES)));
}

/** The private key as PEM (PKCS #8); the mode of the file that holds it must be 0600. */
export function formatSpoolKey({ privateKey }: SpoolKey): string {
  return privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

/** Throws INPUT_INVALID, without a word of the text. */
export function parseSpoolKey(pem: string): SpoolKey {
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType === "x25519") return withPublicHalf(privateKey);
  } catch {
    // The reason may quote the key.
  }
  throw new SamedayError("INPUT_INVALID", "The file does not hold an X25519 key in PEM.");
}

/** The 32 bytes of a public key. Throws INPUT_INVALID. */
export function decodeSpoolPublicKey(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === PUBLIC_BYTES && bytes.toString("base64") === text) return bytes;
  throw new SamedayError("INPUT_INVALID", "A spool's public key is base64 of 32 bytes.");
}

function withPublicHalf(privateKey: KeyObject): SpoolKey {
  return { privateKey, publicKey: Buffer.from(publicBytes(privateKey)).toString("base64") };
}
