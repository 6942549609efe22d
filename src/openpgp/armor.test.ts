import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isArmored, parseArmor, toBinaryKeys } from "./armor.ts";

function armor(type: string, bytes: Uint8Array, headers = ""): string {
  const body = (
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? []
  ).join("\n");
  return `-----BEGIN PGP ${type}-----\n${headers}\n${body}\n=AAAA\n-----END PGP ${type}-----\n`;
}

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });

describe("armor", () => {
  it("gives back any bytes, whatever stands around the blocks", () => {
    fc.assert(
      fc.property(
        fc.array(bytes, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("", "Comment: x\n"),
        (parts, headers) => {
          const text = parts
            .map((part) => `key of somebody:\r\n${armor("PUBLIC KEY BLOCK", part, headers)}`)
            .join("\n");
          const { value, problems } = parseArmor(text);
          expect(problems).toEqual([]);
          expect(value.map((block) => [...block.bytes])).toEqual(parts.map((part) => [...part]));
        },
      ),
    );
  });

  it("never throws on any text", () => {
    const line = fc.constantFrom(
      "-----BEGIN PGP SIGNATURE-----",
      "-----END PGP SIGNATURE-----",
      "",
      "abcd",
      "=abcd",
      "%%",
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect(() => parseArmor(lines.join("\n"))).not.toThrow();
      }),
    );
  });

  it("names the line that is damaged", () => {
    const text = armor("SIGNATURE", Buffer.from("abc")).replace("YWJj", "YW*j");
    expect(parseArmor(text).problems).toMatchObject([{ code: "armor-malformed", place: { line: 3 } }]);
    expect(parseArmor("-----BEGIN PGP SIGNATURE-----\n\nYWJj\n").problems).toMatchObject([{ place: { line: 1 } }]);
  });
});

describe("a key file", () => {
  it("stays as it is when binary, and is joined when armored", () => {
    const binary = Buffer.from([0x98, 1, 2, 3]);
    expect(toBinaryKeys(binary)).toBe(binary);
    expect(isArmored(binary)).toBe(false);
    const twice = armor("PUBLIC KEY BLOCK", binary) + armor("PUBLIC KEY BLOCK", binary);
    expect([...toBinaryKeys(Buffer.from(twice))]).toEqual([...binary, ...binary]);
  });

  it("never gives out a secret key and is refused without a public one", () => {
    const secret = armor("PRIVATE KEY BLOCK", Buffer.from([0x95, 1]));
    expect(() => toBinaryKeys(Buffer.from(secret))).toThrow(/no public key/);
  });

  const good = armor("PUBLIC KEY BLOCK", Buffer.from([0x98, 1, 2, 3, 4, 5, 6, 7]));
  it.each([
    ["nothing", ""],
    ["a text that is no armor", "This was a key once.\n"],
    ["a damaged begin line", good.replace("-----BEGIN", "----BEGIN")],
    ["a damaged end line", good.replace("-----END", "----END")],
    ["one damaged block behind a good one", good + good.replace("-----END", "--END")],
    ["a line cut short", good.replace(/^(mAEC\S*)\S$/m, "$1")],
    ["padding inside", good.replace("mAEC", "mA==\nmAEC")],
    ["a checksum inside", good.replace(/^(mAEC)/m, "=abcd\n$1")],
    ["nothing between its lines", good.replace(/^mAEC.*\n/m, "")],
    ["what is no packet", armor("PUBLIC KEY BLOCK", Buffer.from("text"))],
  ])("with %s is refused, and nothing of it is taken", (_what, text) => {
    expect(text).not.toBe(good);
    expect(() => toBinaryKeys(Buffer.from(text))).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });

  it("is binary by its first byte, whatever a name inside it says", () => {
    const binary = Buffer.concat([Buffer.from([0x98, 1]), Buffer.from("-----BEGIN PGP PUBLIC KEY BLOCK-----")]);
    expect(toBinaryKeys(binary)).toBe(binary);
  });
});
