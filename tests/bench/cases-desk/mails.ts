import { encryptedPart, entity, filePart, type PartText, textPart } from "../../system/cases-mail-kit.ts";
import { ADDRESS, type MeasuredDesk } from "./desk.ts";

/** A mail as a mail program sends it, with the armored message that is in it. */
export interface EncryptedMail {
  readonly from: string;
  readonly raw: Buffer;
  readonly armored: string;
}

const UNLOCKED = ["--pinentry-mode", "loopback", "--passphrase", ""];

/** Signed and encrypted reports of about 500 words with their sender's key, no two alike, by one sender after the other. */
export async function makeMails(desk: MeasuredDesk, count: number, first = 0): Promise<readonly EncryptedMail[]> {
  const mails: EncryptedMail[] = [];
  const senders = [...desk.senders.keys()];
  for (let at = first; at < first + count; at += 1) {
    const words = Array.from({ length: 500 }, (_, word) => `w${((at + 1) * (word + 7)) % 8191}`).join(" ");
    mails.push(await makeMail(desk, senders[at % senders.length] ?? "", [textPart(wrapped(words))]));
  }
  return mails;
}

/** One with a file of so many bytes that do not repeat themselves, which gpg does not compress. */
export async function makeLargeMail(desk: MeasuredDesk, bytes: number): Promise<EncryptedMail> {
  const [sender = ""] = desk.senders.keys();
  const base64: PartText = {
    ...filePart("core.bin", wrapped(noise(bytes))),
    headers: ["Content-Type: application/octet-stream", "Content-Disposition: attachment; filename=core.bin"],
  };
  const file: PartText = { ...base64, headers: [...base64.headers, "Content-Transfer-Encoding: base64"] };
  return makeMail(desk, sender, [textPart("A core file."), file], ["--compress-algo", "none"]);
}

async function makeMail(
  { gpg, senders }: MeasuredDesk,
  from: string,
  parts: readonly PartText[],
  how: readonly string[] = [],
): Promise<EncryptedMail> {
  const by = senders.get(from) ?? "";
  const key = filePart("key.asc", await gpg.run(["--armor", "--export", by]), "application/pgp-keys");
  const inner = entity({ headers: ["Content-Type: multipart/mixed"], body: [...parts, key] });
  const words = [...how, "--armor", "--recipient", ADDRESS, "--sign", "--local-user", by, ...UNLOCKED, "--encrypt"];
  const armored = await gpg.run(words, inner);
  number += 1;
  const headers = [
    ...[`From: ${from}`, `To: ${ADDRESS}`, `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`],
    ...[`Message-ID: <bench-${number}@example.net>`, "Subject: ...", "MIME-Version: 1.0"],
  ];
  const part = encryptedPart(armored);
  return { from, armored, raw: Buffer.from(entity({ ...part, headers: [...headers, ...part.headers] })) };
}

let number = 0;

function wrapped(text: string): string {
  return text.replace(/.{1,72}/g, "$&\n");
}

/** Base64 of pseudo-random bytes. */
function noise(bytes: number): string {
  let state = 1;
  const made = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    made[at] = state >> 16;
  }
  return made.toString("base64");
}
