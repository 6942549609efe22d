import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressesIn, readHeaders } from "../../mail/index.ts";
import { mailAddress, mailbox, references, unstructured } from "./fields.ts";

/** What a reader finds when a value stands in a header of ours. */
const readBack = (name: string, value: string) => {
  const { all } = readHeaders(Buffer.from(`${name}: ${value}\r\nTo: x@example.org\r\n\r\n`, "latin1"));
  return { names: all.map((header) => header.name), raw: all[0]?.raw ?? "", text: all[0]?.text ?? "" };
};
const ANY_TEXT = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string().map((s) => `${s}\r\nBcc: eve@evil.example`),
);

describe("whatever a stranger wrote", () => {
  test("no subject begins a header of its own, and none is longer than a line may be", () => {
    fc.assert(
      fc.property(ANY_TEXT, (text) => {
        const value = unstructured(text);
        expect(readBack("Subject", value).names).toEqual(["subject", "to"]);
        expect(value).toMatch(/^[ -~]{0,998}(?:\r\n [ -~]{1,998})*$/);
      }),
    );
  });

  test("no name becomes an address, nor a header", () => {
    fc.assert(
      fc.property(ANY_TEXT, (name) => {
        const { names, raw } = readBack("From", mailbox(name, "pia@example.org"));
        expect(names).toEqual(["from", "to"]);
        expect(addressesIn(raw).map(({ address }) => address)).toEqual(["pia@example.org"]);
      }),
    );
  });

  test("an address is one, or is refused without being quoted", () => {
    fc.assert(
      fc.property(ANY_TEXT, (text) => {
        let written: string;
        try {
          written = mailAddress(`${text}@example.org`);
        } catch (error) {
          expect(error).toMatchObject({ code: "INPUT_INVALID", message: expect.not.stringContaining("example.org") });
          return;
        }
        expect(written).toMatch(/^[!-~]+(?: [!-~]*)*@example\.org$/);
        expect(addressesIn(written)).toHaveLength(1);
      }),
    );
  });
});

test.each([
  ["Pia", "Pia <p@example.org>"],
  ["Pia P. Person", '"Pia P. Person" <p@example.org>'],
  ['The "real" one', '"The \\"real\\" one" <p@example.org>'],
  ["Pía", "=?UTF-8?B?UMOtYQ==?= <p@example.org>"],
  ["=?UTF-8?Q?Director?=", "=?UTF-8?B?PT9VVEYtOD9RP0RpcmVjdG9yPz0=?= <p@example.org>"],
  ["", "p@example.org"],
  ["a\r\nBcc: eve@evil.example", '"a Bcc: eve@evil.example" <p@example.org>'],
])("the name %j is written %s", (name, written) => expect(mailbox(name, "p@example.org")).toBe(written));

test.each([
  ["Überlauf ".repeat(20).trim()],
  ["plain words, many of them, ".repeat(6).trim()],
  ["🦉".repeat(60)],
  ["x".repeat(200)],
])("%s comes back as it was", (text) => expect(readBack("Subject", unstructured(text)).text).toBe(text));

test.each([
  "a@b@c.example",
  "a@example.org/x",
  "a@ex%61mple.org",
  "a@[127.0.0.1]",
  "ä@example.org",
  "a b@example.org",
  "@example.org",
  "a@",
  "a@-.org",
])("mail to %s is refused", (address) => expect(() => mailAddress(address)).toThrow());

test("a domain of other letters is written in its ASCII form", () => {
  expect(mailAddress("Alice@Bücher.example")).toBe("Alice@xn--bcher-kva.example");
});

test("a thread keeps its first and its last ids, and only what are ids", () => {
  const ids = Array.from({ length: 30 }, (_, index) => `<${index}@example.org>`);
  const kept = references([...ids, "<a b@x>", "x@y", "<29@example.org>"]).split("\r\n ");
  expect([kept.length, kept[0], kept[1], kept.at(-1)]).toEqual([
    20,
    "<0@example.org>",
    "<11@example.org>",
    "<29@example.org>",
  ]);
  expect(references([])).toBe("");
});
