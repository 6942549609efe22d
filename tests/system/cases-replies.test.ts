import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { composeReply, type Letter, newMessageId } from "../../src/cases/index.ts";
import { type Certificate, createMessageSealer, type MessageSealer } from "../../src/openpgp/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { createPeers, headerOf, type Peers, readWithPython } from "./cases-replies-kit.ts";
import { isOldSequoia } from "./sequoia-words.ts";

/** Mails of ours as their readers' programs find them: gpg, sq, OpenPGP.js for keys of version 6, and Python's parser of mail. */

const SUBJECT = "[SEC-2026-0001] Re: Überlauf im Parser, MARKER-PLAINTEXT-7f3a";
const LONG =
  "This paragraph is written in one go, as people write in browsers, and its end comes much later than any line of a mail should have it.";
const TEXT = `Liebe Alice,\n\n${LONG}\n\nFrom here on it is ours.\n.\n> ${LONG}\n\tint main(void) { return 0; }   \n-- \nPía`;

let peers: Peers;
let sealer: MessageSealer;

beforeAll(async () => {
  peers = await createPeers();
  sealer = createMessageSealer(() => new Date());
}, 60_000);
afterAll(async () => {
  await sealer?.close();
  await peers?.close();
});

function letter(to: string, encryptTo: readonly Certificate[], more: Partial<Letter> = {}): Letter {
  return {
    caseId: "SEC-2026-0001",
    from: { name: "Pía Pointperson", address: "pia@example.org" },
    replyTo: "security@example.org",
    to,
    cc: "security@example.org",
    subject: SUBJECT,
    date: new Date("2026-11-22T04:00:00Z"),
    messageId: newMessageId(systemRandom, "SEC-2026-0001", "security@example.org"),
    inReplyTo: "<f41fe4096a99ec78@reporter.example.net>",
    references: ["<first@reporter.example.net>"],
    text: TEXT,
    automatic: false,
    ours: "security@example.org",
    attachKey: false,
    encryptTo,
    ...more,
  };
}

const compose = async (wanted: Letter): Promise<string> => {
  const bytes = await composeReply({ signer: peers.signer, sealer, random: systemRandom }, wanted);
  return Buffer.from(bytes).toString("latin1");
};
const armorIn = (mail: string): string =>
  /-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/.exec(mail)?.[0] ?? "";
/** A flowed text as its readers show it (RFC 3676). */
const joined = (text: string): string =>
  text
    .replace(/\r\n/g, "\n")
    .replace(/(?<!--) \n(?! )/g, " ")
    .replace(/^ /gm, "");

describe("an encrypted mail", () => {
  test.each([
    ["Curve25519, by gpg", () => peers.byGpg.cv25519, (armored: string) => peers.gpgOpens(armored)],
    ["RSA of 3,072 bits, by gpg", () => peers.byGpg.rsa3072, (armored: string) => peers.gpgOpens(armored)],
    ["sq's own key, by sq", () => peers.bySq, (armored: string) => peers.sqOpens(armored)],
    ["version 6, by OpenPGP.js", () => peers.v6, (armored: string) => peers.jsOpens(armored)],
    ["any key, by us", () => peers.byGpg.cv25519, (armored: string) => peers.jsOpens(armored)],
  ])("to %s: opened, signature good, headers inside", async (_name, key, open) => {
    const wanted = letter("alice@reporter.example.net", [key()]);
    const mail = await compose(wanted);
    expect(mail).toMatch(/^(?:[\t -~]{0,998}\r\n)*$/);
    expect(mail).not.toContain("MARKER");
    const outside = readWithPython(mail);
    expect([outside.defects, outside.type]).toEqual([[], "multipart/encrypted"]);
    expect(outside.parts.map(({ type }) => type)).toEqual(["application/pgp-encrypted", "application/octet-stream"]);
    expect(headerOf(outside, "subject")).toBe("[SEC-2026-0001] ...");

    const { plain, signers } = await open(armorIn(mail));
    expect(signers).toEqual([peers.roleFingerprint]);
    const inside = readWithPython(plain);
    expect([inside.defects, inside.protection]).toEqual([[], "cipher"]);
    expect(headerOf(inside, "subject")).toBe(SUBJECT);
    expect(headerOf(inside, "from")).toBe("Pía Pointperson <pia@example.org>");
    expect(inside.headers).toContainEqual(["HP-Outer", "Subject: [SEC-2026-0001] ..."]);
    for (const name of ["From", "To", "Cc", "Reply-To", "Date", "Message-ID", "In-Reply-To", "References"]) {
      expect([name, headerOf(inside, name)]).toEqual([name, headerOf(outside, name)]);
    }
    expect(joined(inside.text)).toBe(`${TEXT.replace("   \n", "\n")}\n`);
  });

  test.skipIf(isOldSequoia())("to version 6, by sq (0.27, of Debian 12, knows no such keys)", async () => {
    const mail = await compose(letter("vera@six.example.org", [peers.v6]));
    const { plain, signers } = peers.sqOpens(armorIn(mail), "v6");
    expect([headerOf(readWithPython(plain), "subject"), signers]).toEqual([SUBJECT, [peers.roleFingerprint]]);
  });

  test("is opened by nobody else, and its key is refused when it cannot be used", async () => {
    const mail = await compose(letter("sam@sequoia.example.org", [peers.bySq]));
    expect(() => peers.gpgOpens(armorIn(mail))).toThrow();
    const broken = { ...peers.bySq, bytes: peers.bySq.bytes.slice(0, 60) };
    await expect(compose(letter("sam@sequoia.example.org", [broken]))).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });
});

describe("a mail in clear", () => {
  test("is signed, with our key beside it, and has no more outside than inside", async () => {
    const text = `${TEXT}\n${"x".repeat(2000)}`;
    const mail = await compose(
      letter("bob@lab.example.com", [], { text, attachKey: true, subject: "[SEC-2026-0001] Your message" }),
    );
    const read = readWithPython(mail);
    expect([read.defects, read.type]).toEqual([[], "multipart/signed"]);
    expect(headerOf(read, "content-type")).toContain('micalg="pgp-sha512"');
    const boundary = /boundary="([^"]+)"/.exec(mail)?.[1] ?? "";
    const [, payload = "", signature = ""] = mail.split(`--${boundary}`);
    expect(peers.gpgVerifies(payload.slice(2, -2), signature)).toEqual([peers.roleFingerprint]);
    const inside = readWithPython(payload.slice(2, -2));
    expect([inside.type, inside.protection]).toEqual(["multipart/mixed", "clear"]);
    expect(headerOf(inside, "subject")).toBe("[SEC-2026-0001] Your message");
    expect(joined(inside.parts[0]?.text ?? "")).toBe(`${text.replace("   \n", "\n")}\n`);
    const key = /application\/pgp-keys[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(mail)?.[1] ?? "";
    expect(Buffer.from(key, "base64")).toEqual(Buffer.from(await peers.signer.certificate()));
  });
});
