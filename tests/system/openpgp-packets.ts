import { createCipheriv, randomBytes } from "node:crypto";

/** OpenPGP messages that no program makes any more, or never made: out of the packets of ones that gpg made. */

/** A binary message cut behind its packets for recipients (RFC 9580, 4.2: gpg writes those in the old format). */
export function cutMessage(message: Buffer): { readonly forRecipients: readonly Buffer[]; readonly rest: Buffer } {
  const forRecipients: Buffer[] = [];
  let at = 0;
  while (((message[at] ?? 0) & 0b1111_1100) === 0b1000_0100) {
    const isLong = ((message[at] ?? 0) & 3) === 1;
    const end = isLong ? at + 3 + message.readUInt16BE(at + 1) : at + 2 + (message[at + 1] ?? 0);
    forRecipients.push(message.subarray(at, end));
    at = end;
  }
  return { forRecipients, rest: message.subarray(at) };
}

/** A text in the form without any protection (packet 9, RFC 9580, 5.7): what encrypts it, and the session key as gpg tells it. */
export function unprotected(text: string, sessionKey: Buffer): Buffer {
  const literal = packet(11, Buffer.concat([Buffer.from("t\0"), Buffer.alloc(4), Buffer.from(text)]));
  const random = randomBytes(16);
  const first = encrypted(sessionKey, Buffer.alloc(16), Buffer.concat([random, random.subarray(14)]));
  return packet(9, Buffer.concat([first, encrypted(sessionKey, first.subarray(2), literal)]));
}

export function armored(message: Buffer): string {
  const lines = message.toString("base64").replace(/(.{64})/g, "$1\n");
  return `-----BEGIN PGP MESSAGE-----\n\n${lines}\n-----END PGP MESSAGE-----\n`;
}

function encrypted(key: Buffer, from: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-cfb", key, from);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

function packet(tag: number, body: Buffer): Buffer {
  const head = Buffer.alloc(6, 0xff);
  head[0] = 0xc0 | tag;
  head.writeUInt32BE(body.length, 2);
  return Buffer.concat([head, body]);
}
