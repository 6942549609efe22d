import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dearmor } from "./dearmor.ts";

const BODY = "yMEAAQID\nBAUGBw==";
const GOOD = `-----BEGIN PGP MESSAGE-----\nVersion: X\n\n${BODY}\n=abcd\n-----END PGP MESSAGE-----\n`;
const BYTES = Buffer.from(BODY, "base64");

const read = (text: string) => dearmor(Buffer.from(text, "latin1"));

describe("armor", () => {
  it.each([
    ["with headers and checksum", GOOD],
    ["without them", GOOD.replace("Version: X\n", "").replace("=abcd\n", "")],
    ["without the empty line", GOOD.replace("\n\n", "\n")],
    ["with blanks behind every line", GOOD.replaceAll("\n", "  \n")],
    ["with line ends of mail", GOOD.replaceAll("\n", "\r\n")],
    ["with an empty header", GOOD.replace("Version: X", "Comment:")],
    ["with text around", `Hello\n${GOOD}Bye`],
    ["with blank lines inside", GOOD.replace("yMEAAQID\n", "yMEAAQID\n\n")],
    ["with a blank line behind the checksum", GOOD.replace("=abcd\n", "=abcd\n\n")],
    ["made quoted-printable without a word of it", GOOD.replaceAll("=", "=3D")],
    ["as HTML paragraphs leave it", GOOD.replace("Version: X", "Version: X\nComment: Y").replaceAll("\n", "\n\n")],
  ])("%s is read", (_, text) => {
    expect(read(text)).toEqual([{ type: "MESSAGE", bytes: BYTES }]);
  });

  it.each([
    ["without an end", GOOD.slice(0, -30)],
    ["with another end", GOOD.replace("END PGP MESSAGE", "END PGP SIGNATURE")],
    ["that is empty", GOOD.replace(BODY, "")],
    ["cut off inside", GOOD.replace("Bw==", "B")],
    ["padded inside", GOOD.replace("yMEA", "yM==")],
    ["padded too much", GOOD.replace("Bw==", "B===")],
    ["holding something else", GOOD.replace("AQID", "AQ*D")],
    ["holding another head line", GOOD.replace("AQID\n", `AQID\n${GOOD}`)],
  ])("%s is damaged", (_, text) => {
    expect(read(text)).toBeUndefined();
  });

  it("may be none, or several", () => {
    expect(read("hello")).toEqual([]);
    expect(read(GOOD + GOOD)).toHaveLength(2);
    expect(read(GOOD.replace(/^/gm, "> "))).toEqual([]);
  });

  it("gives back any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(read(GOOD.replace(BODY, text))?.[0]?.bytes).toEqual(Buffer.from(bytes));
      }),
    );
  });
});
