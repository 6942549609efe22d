import { randomBytes } from "node:crypto";
import { createMessage, encrypt, readKey } from "openpgp";

/** A mail of its own, and the id by which it is known again. */
export interface SoakMail {
  readonly id: string;
  readonly raw: Buffer;
}

const LARGEST = 300_000;

/** Makes mails to an address: two of three encrypted to its key, mostly small, some large enough to come in several pieces. */
export async function mailMaker(address: string, armoredKey: string): Promise<() => Promise<SoakMail>> {
  const key = await readKey({ armoredKey });
  let count = 0;
  return async () => {
    count += 1;
    const id = `<soak-${count}-${randomBytes(6).toString("hex")}@example.net>`;
    const text = `Content-Type: text/plain\r\n\r\nFlaw ${count}.\r\n${filling()}\r\n`;
    const headers = [
      `From: reporter-${count}@example.net`,
      `To: ${address}`,
      `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
      `Message-ID: ${id}`,
      `Subject: ${count % 3 === 0 ? `flaw ${count}` : "..."}`,
      "MIME-Version: 1.0",
    ];
    if (count % 3 === 0) return { id, raw: Buffer.from(`${headers.join("\r\n")}\r\n${text}`) };
    const armored = await encrypt({ message: await createMessage({ text }), encryptionKeys: key });
    const body = [
      `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="=-soak"`,
      ...["", "--=-soak", "Content-Type: application/pgp-encrypted", "", "Version: 1", ""],
      ...["--=-soak", "Content-Type: application/octet-stream", "", String(armored).replace(/\r?\n/g, "\r\n")],
      ...["--=-soak--", ""],
    ];
    return { id, raw: Buffer.from([...headers, ...body].join("\r\n")) };
  };
}

function filling(): string {
  const size = Math.floor(Math.random() ** 4 * LARGEST);
  return randomBytes(Math.ceil(size / 2))
    .toString("hex")
    .replace(/(.{76})/g, "$1\r\n");
}
