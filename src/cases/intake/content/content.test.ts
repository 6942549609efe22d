import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readMail } from "../../../mail/index.ts";
import { armorCharset, decodeText, isEntity } from "./decode-text.ts";
import { forwardMark } from "./forward-marks.ts";
import { isQuotedInHtml, leavesOpen } from "./html-around.ts";
import { decodeHtml } from "./html-charset.ts";
import { isOldSignedText, layerOf, openedName } from "./layer-of.ts";
import { withoutLegacyDisplay } from "./protected-headers.ts";
import { isSameText } from "./same-text.ts";
import { withCrLf } from "./with-crlf.ts";

const part = (...lines: readonly string[]) => readMail(Buffer.from(lines.join("\r\n"))).root;
const ARMOR = "-----BEGIN PGP MESSAGE-----";

describe("which cryptography a part is", () => {
  test.each<[string, string | undefined, readonly string[]]>([
    [
      "RFC 3156",
      "encrypted",
      [
        'Content-Type: multipart/encrypted; boundary=b; protocol="application/pgp-encrypted"',
        "",
        "--b",
        "Content-Type: application/pgp-encrypted",
        "",
        "Version: 1",
        "--b",
        "",
        ARMOR,
        "--b--",
      ],
    ],
    [
      "RFC 3156 that lost its second part",
      "encrypted",
      [
        'Content-Type: multipart/encrypted; boundary=b; protocol="application/pgp-encrypted"',
        "",
        "--b",
        "Content-Type: application/pgp-encrypted",
        "",
        "Version: 1",
        "--b--",
      ],
    ],
    [
      "Exchange's",
      "encrypted",
      [
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "",
        "",
        "--b",
        "Content-Type: application/pgp-encrypted",
        "",
        "Version: 1",
        "--b",
        "Content-Type: application/octet-stream",
        "",
        ARMOR,
        "--b--",
      ],
    ],
    [
      "without its version part's type",
      "encrypted",
      [
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: application/octet-stream",
        "",
        "Version: 1",
        "--b",
        "",
        ARMOR,
        "--b--",
      ],
    ],
    ["a version alone", undefined, ["Content-Type: multipart/mixed; boundary=b", "", "--b", "", "Version: 1", "--b--"]],
    [
      "signed",
      "signed",
      [
        "Content-Type: multipart/signed; boundary=b; protocol=application/pgp-signature",
        "",
        "--b",
        "",
        "x",
        "--b",
        "Content-Type: application/pgp-signature",
        "",
        "y",
        "--b--",
      ],
    ],
    [
      "signed without a protocol",
      "signed",
      [
        "Content-Type: multipart/signed; boundary=b",
        "",
        "--b",
        "",
        "x",
        "--b",
        "Content-Type: application/pgp-signature",
        "",
        "y",
        "--b--",
      ],
    ],
    [
      "S/MIME, signed",
      "smime-signed",
      [
        "Content-Type: multipart/signed; boundary=b; protocol=application/x-pkcs7-signature",
        "",
        "--b",
        "",
        "x",
        "--b",
        "",
        "y",
        "--b--",
      ],
    ],
    ["S/MIME, opaque", "smime-opaque", ["Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data", "", "x"]],
    ["S/MIME certificates", undefined, ["Content-Type: application/pkcs7-mime; smime-type=certs-only", "", "x"]],
    ["a text", undefined, ["Content-Type: text/plain", "", ARMOR]],
  ])("%s", (_name, kind, lines) => expect(layerOf(part(...lines))?.kind).toBe(kind));
});

test.each<[string, number]>([
  ["no mark", 7],
  ["see below\n---------- Forwarded message ----------\nFrom: x", 10],
  ["-----Original Message-----\nFrom: x", 0],
  ["Begin forwarded message:\n\nFrom: x", 0],
  ["a forwarded message is what I mean", 34],
  ["see\n____\nFrom: x\nSent: Friday\nTo: y\nSubject: z\n\ntext", 9],
  ['see\n\nGesendet: Freitag\nVon: "X" <x>\nAn: y\nBetreff: z', 5],
  ["*De :* x\n*Envoyé :* vendredi\n*À :* y,\n  z\n*Objet :* z", 0],
  ["From: x\nDate: y\n\nSubject: apart from them", 41],
  ["Version: 1\nDate: today\nSubject: ours, and from nobody", 53],
])("%j: its first forwarded message begins at %d", (text, at) => {
  expect(forwardMark(text)).toBe(at === 7 ? text.length : at);
});

test.each<[string, boolean]>([
  ['<img src="http://x/', true],
  ['">', true],
  ["<p>whole</p>", false],
  ["", false],
])("%j leaves something open: %s", (html, open) => expect(leavesOpen(html)).toBe(open));

test.each<[string, boolean]>([
  [`<blockquote><pre>${ARMOR}`, true],
  [`<blockquote>x</blockquote>${ARMOR}`, false],
  [`</blockquote>${ARMOR}`, false],
])("%j is quoted: %s", (html, quoted) => expect(isQuotedInHtml(html)).toBe(quoted));

test.each<[string, string, boolean]>([
  ["Hello  World!", "hello, world", true],
  ["Hello you", "hello, world", false],
  ["world hello", "hello, world", false],
  ["", "anything", true],
])("%j says no more than %j: %s", (text, plain, same) => expect(isSameText(text, plain)).toBe(same));

test("a copy of the headers at the head of a text is left out where it is marked, and only there", () => {
  const text = "Subject: x\r\nFrom: a\r\n b\r\n\r\nThe report\r\n";
  const marked = part("Content-Type: text/plain; hp-legacy-display=1", "", "");
  expect(withoutLegacyDisplay(marked, text)).toBe("The report\n");
  expect(withoutLegacyDisplay(part("", ""), text)).toBe(text);
  expect(withoutLegacyDisplay(marked, "No headers\n\nText")).toBe("No headers\n\nText");
  const all = `Subject: x\n a: b\n${" c: d\n".repeat(200_000)}`;
  expect(withoutLegacyDisplay(marked, all) === all).toBe(true);
});

test.each([
  ["poc.c.pgp", "poc.c"],
  ["Bericht.GPG", "Bericht"],
  [".asc", undefined],
  ["a.txt", "a.txt"],
  [undefined, undefined],
])("%s opened is %s", (name, opened) => expect(openedName(name)).toBe(opened));

test("opened bytes are an entity when they begin with its headers", () => {
  expect(isEntity(Buffer.from("Content-Type: text/plain\r\n\r\nx"))).toBe(true);
  expect(isEntity(Buffer.from("MIME-Version: 1.0\nSubject: x\n\nx"))).toBe(true);
  expect(isEntity(Buffer.from("Note: it crashes\n\nx"))).toBe(false);
  expect(decodeText(Buffer.from([0x63, 0x61, 0x66, 0xe9]))).toBe("café");
});

test.each<[string, readonly number[], readonly (string | undefined)[], string]>([
  ["UTF-8 whatever stands outside", [0xc3, 0xbc], ["koi8-r"], "ü"],
  ["what the armor says", [0xce, 0xc5, 0xd4], ["koi8-r", "iso-8859-1"], "нет"],
  ["what the part says", [0xa4], [undefined, "iso-8859-15"], "€"],
  ["the first that is known", [0xa4], ["x-none", "iso-8859-15"], "€"],
  ["escapes of Japanese, which are ASCII", [...Buffer.from("\x1b$B@H\x1b(B")], ["ISO-2022-JP"], "脆"],
  ["escapes that nobody declared", [0x1b, 0x24], ["koi8-r"], "\x1b$"],
])("opened bytes are text: %s", (_name, bytes, declared, text) =>
  expect(decodeText(Buffer.from(bytes), declared)).toBe(text),
);

test.each([
  [`${ARMOR}\nVersion: 1\nCharset: ISO-2022-JP\n\nAAAA`, "ISO-2022-JP"],
  [`${ARMOR}\r\ncharset: utf-8\r\n\r\nAAAA`, "utf-8"],
  [`${ARMOR}\n\nCharset: koi8-r\n`, undefined],
  [ARMOR, undefined],
])("the charset of an armor: %j", (armor, charset) => expect(armorCharset(armor)).toBe(charset));

test.each<[string, string, string, string]>([
  ["what the markup says", "", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "нет"],
  ["its short form", "", "<META charset='KOI8-R'>", "нет"],
  ["the mail says so first", "; charset=iso-8859-1", "<meta charset=koi8-r>", "ÎÅÔ"],
  ["one that cannot be", "", "<meta charset=utf-16>", "ÎÅÔ"],
  ["too far down", "", `${" ".repeat(1100)}<meta charset=koi8-r>`, "ÎÅÔ"],
])("the charset of HTML: %s", (_name, type, meta, text) => {
  const bytes = Buffer.from(`Content-Type: text/html${type}\r\n\r\n${meta}\xce\xc5\xd4`, "latin1");
  expect(decodeHtml(readMail(bytes).root)).toBe(`${meta}${text}`);
});

test("HTML that is UTF-8 is read as that, whatever its markup says", () => {
  const bytes = Buffer.from("Content-Type: text/html\r\n\r\n<meta charset=iso-8859-1>ü");
  expect(decodeHtml(readMail(bytes).root)).toContain("ü");
});

test.each<[string, string, boolean]>([
  ["Content-Type: application/pgp; x-action=sign", "-----BEGIN PGP SIGNED MESSAGE-----", true],
  ["Content-Type: application/pgp", ARMOR, false],
  ["Content-Type: application/octet-stream", "-----BEGIN PGP SIGNED MESSAGE-----", false],
  ["Content-Type: application/pgp\r\nContent-Disposition: attachment", "-----BEGIN PGP SIGNED MESSAGE-----", false],
])("%s with %s is a text in the oldest form: %s", (type, first, is) => {
  expect(isOldSignedText(part(type, "", first))).toBe(is);
});

test("lines end in CR LF, and what has them stays the same bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "\r\n", " ") }), (text) => {
      const once = withCrLf(Buffer.from(text));
      expect(withCrLf(once)).toBe(once);
      expect(Buffer.from(once).toString()).toBe(text.replace(/\r?\n/g, "\r\n"));
    }),
  );
});
