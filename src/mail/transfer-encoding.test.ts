import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, latin1Of } from "./test-mail.ts";
import { decodeTransfer, isIntact } from "./transfer-encoding.ts";

describe("quoted-printable (RFC 2045, 6.7)", () => {
  test.each([
    ["octets", "a=3D=C3=a4", "a=\xc3\xa4", true],
    ["soft line break", "a=\r\nb", "ab", true],
    ["soft line break with blanks", "a= \t\r\nb", "ab", true],
    ["a bare LF", "a=\nb\nc", "ab\nc", true],
    ["blanks before a line end go", "a \t\r\nb ", "a\r\nb", true],
    ["encoded blanks stay", "a=20\r\n", "a \r\n", true],
    ["at the end", "a=", "a", true],
    ["an equals sign alone", "a=b =zz", "a=b =zz", false],
    ["half an octet", "a=4", "a=4", false],
    ["empty", "", "", true],
  ])("%s", (_name, body, content, intact) => {
    expect(latin1Of(decodeTransfer(bytesOf(body), "quoted-printable"))).toBe(content);
    expect(isIntact(bytesOf(body), "quoted-printable")).toBe(intact);
  });
});

describe("base64 (RFC 2045, 6.8)", () => {
  test.each([
    ["lines", "QUJD\r\nREVG\r\n", "ABCDEF", true],
    ["padding", "QQ==", "A", true],
    ["a footer below the padding", "QQ==\r\n_____\r\nlist", "A", false],
    ["a digit too many", "QUJDR", "ABC", false],
    ["no padding", "QUI", "AB", false],
    ["other characters", "QU*JD", "ABC", false],
    ["nothing but blanks", " \r\n", "", true],
    ["a list's footer below a body without padding", "QUJDQUJDQUJDQUJD\r\n_____\r\n", "ABCABCABCABC", false],
    ["a text that was never encoded", "There is a flaw.\r\n", "There is a flaw.\r\n", false],
    [
      "armor that was never encoded",
      "-----BEGIN PGP MESSAGE-----\r\n\r\nyMEA",
      "-----BEGIN PGP MESSAGE-----\r\n\r\nyMEA",
      false,
    ],
    ["two foreign characters in a long line", `QU*J*D${"QUJD".repeat(9)}`, `ABC${"ABC".repeat(9)}`, false],
  ])("%s", (_name, body, content, intact) => {
    expect(latin1Of(decodeTransfer(bytesOf(body), "base64"))).toBe(content);
    expect(isIntact(bytesOf(body), "base64")).toBe(intact);
  });

  test("what was encoded comes back", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const body = bytesOf(Buffer.from(bytes).toString("base64"));
        expect(decodeTransfer(body, "base64")).toEqual(bytes);
        expect(isIntact(body, "base64")).toBe(true);
      }),
    );
  });
});

test.each(["", "7bit", "8bit", "binary", "x-uuencode"])("%j leaves the body as it stands", (encoding) => {
  expect(latin1Of(decodeTransfer(bytesOf("a=3D\0"), encoding))).toBe("a=3D\0");
});
