import { describe, expect, test, vi } from "vitest";
import { readMail } from "../../../mail/index.ts";
import type { OpenedMail } from "../../../openpgp/index.ts";
import { protectedHeaders } from "./protected-headers.ts";
import { readContent } from "./read-part.ts";
import type { ReadingOpener } from "./reading.ts";

/** Forms in which programs and editors send OpenPGP data, with an opener that takes any message for one of ours. */

const ARMOR = "-----BEGIN PGP MESSAGE-----\n\nyMEA\n-----END PGP MESSAGE-----\n";
const OPENED: Omit<OpenedMail, "plain"> = {
  integrity: "ok",
  sessionKeys: 1,
  openedWith: "00FF",
  withCurrentKey: true,
  ciphertextHash: "aa",
  signatures: [],
  signaturePackets: new Uint8Array(),
  fault: undefined,
};

async function read(lines: readonly string[], plain = "what was inside") {
  const open = vi.fn(async (_message: Uint8Array) => ({ ...OPENED, plain: Buffer.from(plain) }));
  const verifyClearText = async () => ({ bytes: new Uint8Array(), text: "signed words", signatures: [] });
  const opener = { open, verifyClearText } as unknown as ReadingOpener;
  const found = await readContent(readMail(Buffer.from(lines.join("\n").replace(/\r?\n/g, "\r\n"))), opener, []);
  const texts = found.pieces.map(({ text }) => text.trim()).filter((text) => text !== "");
  return { found, flags: [...found.flags], texts, asked: open.mock.calls.map(([message]) => String(message)) };
}

describe("a message is opened", () => {
  test("of which each line begins with a space, as format=flowed has it", async () => {
    const { texts } = await read(["Content-Type: text/plain; format=Flowed", "", ARMOR.replace(/^/gm, " ")]);
    expect(texts).toEqual(["what was inside"]);
  });

  test("whose blanks an editor of HTML made such that do not break", async () => {
    const { asked, texts } = await read([
      "Content-Type: text/plain; charset=utf-8",
      "",
      ARMOR.replaceAll(" ", "\u00a0"),
    ]);
    expect(texts).toEqual(["what was inside"]);
    expect(asked[0]).toContain("-----BEGIN PGP MESSAGE-----");
  });

  test("whose lines end with CR alone", async () => {
    const { asked, texts } = await read(["Content-Type: text/plain", "", ARMOR.replaceAll("\n", "\r")]);
    expect(texts).toEqual(["what was inside"]);
    expect(asked[0]).toContain("MESSAGE-----\n\nyMEA\n-----END");
  });

  const forms = (plain: string): string[] => [
    "Content-Type: multipart/alternative; boundary=b",
    `\n--b\n\n${plain}\n--b\nContent-Type: text/html\n\n<pre>${ARMOR}</pre>\n--b--\n`,
  ];
  test("in the HTML form, where the plain one has none", async () => {
    const { texts, flags } = await read(forms("This mail is encrypted."));
    expect(texts).toEqual(["This mail is encrypted.", "what was inside"]);
    expect(flags).toEqual(["openpgp_in_html"]);
  });

  test.each([
    ["has one", ARMOR, 1],
    ["quotes one", ARMOR.replace(/^/gm, "> "), 0],
  ])("but not where the plain form %s", async (_name, plain, times) => {
    expect((await read(forms(`${plain}\nIn other words.`))).asked).toHaveLength(times);
  });
});

test("flowed lines are joined again, but not those that are clear-signed: their signature is over them as they came", async () => {
  const type = "Content-Type: text/plain; format=flowed; delsp=yes";
  expect((await read([type, "", "a wo \nrd"])).texts).toEqual(["a word"]);
  const signed =
    "-----BEGIN PGP SIGNED MESSAGE-----\n\nwo \nrd\n-----BEGIN PGP SIGNATURE-----\n\nyMEA\n-----END PGP SIGNATURE-----\n";
  expect((await read([type, "", `above \nit\n${signed}`])).texts).toEqual(["above \r\nit", "signed words"]);
});

test("several signed texts in one are told", async () => {
  const signed =
    "-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n-----BEGIN PGP SIGNATURE-----\n\nyMEA\n-----END PGP SIGNATURE-----\n";
  expect((await read(["", signed])).flags).toEqual([]);
  expect((await read(["", `${signed}${signed}`])).flags).toEqual(["multiple_openpgp_blocks"]);
});

describe("a message that was wrapped whole", () => {
  const sent = [
    "Content-Type: multipart/encrypted; boundary=b; protocol=application/pgp-encrypted",
    `\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n\n${ARMOR}\n--b--\n`,
  ];
  const wrapped = (type: string): string =>
    `Content-Type: message/rfc822${type}\r\n\r\nFrom: Rui <rui@home.example>\r\nSubject: true subject\r\n\r\nwords\r\n`;

  test("gives its own headers, which were protected", async () => {
    const { found, texts } = await read(sent, wrapped("; forwarded=no"));
    expect(protectedHeaders(found)).toMatchObject({ subject: "true subject", fromAddress: "rui@home.example" });
    expect(texts).toEqual(["words"]);
  });

  test("is another's where it is forwarded", async () => {
    const { found, texts } = await read(sent, wrapped(""));
    expect(protectedHeaders(found)).toBeUndefined();
    expect(texts).toContain("From: Rui <rui@home.example>\nSubject: true subject");
  });
});
