import { createCipheriv, createHash, randomBytes } from "node:crypto";
import {
  createMessage,
  encrypt,
  encryptSessionKey,
  generateKey,
  type PartialConfig,
  type PrivateKey,
  sign,
} from "../../src/openpgp/messages/worker/library.ts";

export const MADE = new Date("2024-03-01T00:00:00Z");
export const NOW = new Date("2026-11-22T12:00:00Z");

/** The older form of Curve25519, which GnuPG and Sequoia read too. */
export async function makeKey(
  name: string,
  more: Partial<Parameters<typeof generateKey>[0]> = {},
): Promise<PrivateKey> {
  const { privateKey } = await generateKey({
    type: "ecc",
    curve: "curve25519Legacy",
    userIDs: { name, email: `${name.toLowerCase()}@example.org` },
    date: MADE,
    ...more,
    format: "object",
  });
  return privateKey;
}

/** Version 6 (RFC 9580), with authenticated encryption. */
export const VERSION_6 = { type: "curve25519", config: { v6Keys: true, aeadProtect: true } } as const;

export interface Writing {
  readonly to: readonly PrivateKey[];
  readonly by?: readonly PrivateKey[];
  readonly hidden?: boolean;
  readonly date?: Date;
  readonly config?: PartialConfig;
}

/** An encrypted message, binary. */
export async function write(
  data: string | Uint8Array,
  { to, by = [], hidden = false, date = NOW, config = {} }: Writing,
) {
  const message = await createMessage({ binary: Buffer.from(data), date });
  const keys = { encryptionKeys: [...to], signingKeys: [...by] };
  return (await encrypt({ message, ...keys, wildcard: hidden, date, config, format: "binary" })) as Uint8Array;
}

/** A message that is only signed, binary; or the signature alone. */
export async function signed(data: string, by: readonly PrivateKey[], detached: boolean, date = NOW, config = {}) {
  const message = await createMessage({ binary: Buffer.from(data), date });
  return (await sign({ message, signingKeys: [...by], detached, date, config, format: "binary" })) as Uint8Array;
}

/** A packet of the new form with a length of four bytes. */
export function packet(tag: number, ...body: readonly (Uint8Array | string)[]): Uint8Array {
  const bytes = Buffer.concat(body.map((part) => Buffer.from(part)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([Uint8Array.of(0xc0 | tag, 255), length, bytes]);
}

/** A packet of which each piece but the last has 512 bytes. */
export function packetInPieces(tag: number, body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0xc0 | tag)];
  let at = 0;
  for (; body.length - at >= 512; at += 512) parts.push(Uint8Array.of(0xe9), body.subarray(at, at + 512));
  const rest = body.subarray(at);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(rest.length);
  return Buffer.concat([...parts, Uint8Array.of(255), length, rest]);
}

export function literal(data: Uint8Array | string): Uint8Array {
  return packet(11, Uint8Array.of(0x62, 0, 0, 0, 0, 0), data);
}

/** Packets, encrypted with AES-256 and protected (RFC 9580, 5.13.1); and the session key for `wrap`. */
export function seal(content: Uint8Array): { readonly data: Uint8Array; readonly sessionKey: Uint8Array } {
  const sessionKey = randomBytes(32);
  const prefix = randomBytes(16);
  const text = Buffer.concat([prefix, prefix.subarray(-2), content, Uint8Array.of(0xd3, 0x14)]);
  const whole = Buffer.concat([text, createHash("sha1").update(text).digest()]);
  const cipher = createCipheriv("aes-256-cfb", sessionKey, Buffer.alloc(16));
  return { data: packet(18, Uint8Array.of(1), cipher.update(whole), cipher.final()), sessionKey };
}

/** A session key packet for one key. */
export function wrap(sessionKey: Uint8Array, to: PrivateKey, hidden = false): Promise<Uint8Array> {
  const options = { data: sessionKey, algorithm: "aes256", encryptionKeys: to, wildcard: hidden, date: NOW } as const;
  return encryptSessionKey({ ...options, format: "binary" });
}

/** Packets of any kind in an encrypted message that is sound. */
export async function sealTo(to: PrivateKey, content: Uint8Array): Promise<Uint8Array> {
  const { data, sessionKey } = seal(content);
  return Buffer.concat([await wrap(sessionKey, to), data]);
}

export function armored(type: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN PGP ${type}-----\n\n${lines.join("\n")}\n-----END PGP ${type}-----\n`;
}
