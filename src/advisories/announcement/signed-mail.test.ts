import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { type MailHead, mailHeaders } from "./mail-headers.ts";
import { clearSignedMail, partToSign, pgpMimeMail } from "./signed-mail.ts";

const HEAD: MailHead = {
  from: "security@example.org",
  to: ["announce@lists.example.org", "packagers@lists.example.org"],
  subject: "[EXSA-2026-1] Üble Zeichen führen zum Absturz, wenn jemand eine sehr lange Überschrift schreibt 🦉",
  date: new Date("2026-11-24T13:00:00Z"),
  messageId: "abc@example.org",
};
const SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\niHUEABYKAB0=\n=abcd\n-----END PGP SIGNATURE-----\n";
const BOUNDARY = "=_0123456789abcdef";

describe("a mail in the form of RFC 3156", () => {
  test.each(["Plain text.\n", "Größe 🦉 = 1 \nFrom here\n"])("reads as what was signed: %j", async (written) => {
    const part = partToSign(written);
    const mail = Buffer.from(pgpMimeMail(HEAD, part, SIGNATURE, BOUNDARY)).toString("latin1");
    // Exactly the signed bytes stand between the boundaries, less the line end that belongs to the boundary.
    const [, first = ""] = mail.split(`--${BOUNDARY}\r\n`);
    expect(first).toBe(`${Buffer.from(part).toString("latin1")}\r\n`);
    expect(mail.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(mail).toContain("Content-Type: multipart/signed; micalg=pgp-sha512;");
    const read = await PostalMime.parse(Buffer.from(mail, "latin1"));
    expect(read.text?.replaceAll("\r\n", "\n").trimEnd()).toBe(written.trimEnd());
    expect(read.subject).toBe(HEAD.subject);
    expect(read.attachments.map(({ mimeType }) => mimeType)).toEqual(["application/pgp-signature"]);
  });

  test.each([
    ["no signature", "Trust me", BOUNDARY],
    ["text beside the signature", `${SIGNATURE}\nand more`, BOUNDARY],
    ["a boundary that stands in the text", SIGNATURE, "text/plain; charset"],
    ["a boundary that is too short", SIGNATURE, "abc"],
    ["a boundary with a line end", SIGNATURE, "0123456789\r\nX"],
  ])("refuses %s", (_, signature, boundary) => {
    expect(() => pgpMimeMail(HEAD, partToSign("x\n"), signature, boundary)).toThrow(
      expect.objectContaining({ code: "INPUT_INVALID" }),
    );
  });
});

test("a clear-signed text travels as it is, and anything else is refused", async () => {
  const signed = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nGrüße\n${SIGNATURE}`;
  const read = await PostalMime.parse(clearSignedMail(HEAD, signed));
  expect(read.text?.replaceAll("\r\n", "\n").trimEnd()).toBe(signed.trimEnd());
  expect(() => clearSignedMail(HEAD, "Grüße")).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
});

test("headers are folded, and a line end in one is refused", () => {
  for (const line of mailHeaders(HEAD).split("\r\n")) expect(line).toMatch(/^[\x20-\x7e]{0,76}$/);
  expect(() => mailHeaders({ ...HEAD, subject: "x\r\nBcc: me@example.org" })).toThrow("line end");
});
