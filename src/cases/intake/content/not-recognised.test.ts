import { describe, expect, test } from "vitest";
import { readMail } from "../../../mail/index.ts";
import type { Found } from "./found.ts";
import { holdsUnrecognised } from "./not-recognised.ts";

const LINES = [
  "hF4DZNEbR2rN1lkSAQdAtR0cE7pPkkVZ8rYpd3PcmJ4m0V0bqk3b3S3s0X2xqVUw",
  "0lYB2oZP1r0Jb0yqk1nU2cQm3m5d0S7g8b4JxG8y7u2oS5x1dV8Jt0k3PpQw6nZr",
  "=Ab3d",
];
const ARMOR = ["-----BEGIN PGP MESSAGE-----", "", ...LINES, "-----END PGP MESSAGE-----"].join("\n");
const each = (before: string): string => ARMOR.replace(/^/gm, before);
const found = (over: Partial<Found> = {}): Found => ({
  ...{ layers: [], pieces: [], keys: [], flags: new Set(), signatures: [], payload: undefined },
  ...over,
});
const mailOf = (body: string | Uint8Array, ...headers: readonly string[]) =>
  readMail(Buffer.concat([Buffer.from([...headers, "", ""].join("\r\n")), Buffer.from(body)]));
const base64 = (data: string | Uint8Array): string => Buffer.from(data).toString("base64").replace(/.{76}/g, "$&\r\n");
const IN_BASE64 = "Content-Transfer-Encoding: base64";

describe("looks like an OpenPGP message", () => {
  test.each<[string, string, readonly string[]]>([
    ["behind bars", each("| "), []],
    ["behind stars", each("* "), []],
    ["after words in its first line", `see: ${ARMOR}`, []],
    ["the first of several parts", ARMOR.replace("MESSAGE", "MESSAGE, PART 1/1"), []],
    ["without its first line", ARMOR.split("\n").slice(1).join("\n"), []],
    ["with other dashes", ARMOR.replaceAll("-----", "–––––"), []],
    ["in small letters", ARMOR.replace(/PGP MESSAGE/g, (words) => words.toLowerCase()), []],
    ["with blanks that do not break", ARMOR.replaceAll("PGP MESSAGE", "PGP\u00a0MESSAGE"), []],
    ["with two blanks", ARMOR.replaceAll("PGP MESSAGE", "PGP  MESSAGE"), []],
    ["in words of a title", ARMOR.replace(/BEGIN PGP MESSAGE/g, "Begin PGP Message"), []],
    ["in one line", ARMOR.replaceAll("\n", " "), []],
    ["in a comment of HTML", `<p>Hello</p><!--\n${ARMOR}\n-->`, ["Content-Type: text/html"]],
    ["before the first part", `${ARMOR}\n--b\n\nHello\n--b--\n`, ["Content-Type: multipart/mixed; boundary=b"]],
    ["encoded, in a file of a program", base64(`{\\rtf1 ${ARMOR}}`), ["Content-Type: application/rtf", IN_BASE64]],
    ["encoded twice", base64(base64(ARMOR)), [IN_BASE64]],
    ["in sixteen bits", base64(Buffer.from(ARMOR, "utf16le")), [IN_BASE64]],
  ])("%s", (_name, body, headers) => {
    expect(holdsUnrecognised(mailOf(body, ...headers), found())).toBe(true);
  });
});

test("many marks in many parts cost little", () => {
  const part = `--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${`${LINES[0]} PGP MESSAGE `.repeat(20)}\r\n`;
  const mail = mailOf(part.repeat(500), "Content-Type: multipart/mixed; boundary=b");
  const before = process.cpuUsage();
  expect(holdsUnrecognised(mail, found())).toBe(false);
  expect(process.cpuUsage(before).user).toBeLessThan(500_000);
});

describe("does not", () => {
  test.each<[string, string]>([
    ["words about one", 'The log says "-----BEGIN PGP MESSAGE-----", and then nothing.'],
    ["a signed text", ARMOR.replaceAll("PGP MESSAGE", "PGP SIGNED MESSAGE")],
    ["a commit beside such words", `"BEGIN PGP MESSAGE" is parsed twice since\n${"0123456789abcdef".repeat(3)}`],
    ["a fingerprint beside such words", `After BEGIN PGP MESSAGE\n${"0123456789ABCDEF".repeat(3)}`],
    ["a path beside such words", "BEGIN PGP MESSAGE is in\n/usr/share/doc/libexample/examples/messages/armored"],
    ["a key", ARMOR.replaceAll("MESSAGE", "PUBLIC KEY BLOCK")],
    ["a checksum far from such words", `The frame is "BEGIN PGP MESSAGE".\n${"Words. ".repeat(99)}\n${LINES[0]}`],
  ])("%s", (_name, body) => {
    expect(holdsUnrecognised(mailOf(body), found())).toBe(false);
  });

  test("where something was opened, or told of, already", () => {
    const mail = mailOf(each("| "));
    expect(holdsUnrecognised(mail, found({ layers: [{ kind: "inline", opened: "not-opened" }] }))).toBe(false);
    expect(holdsUnrecognised(mail, found({ flags: new Set(["quoted_openpgp_block"]) }))).toBe(false);
  });
});
