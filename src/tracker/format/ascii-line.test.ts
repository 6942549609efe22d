import fc from "fast-check";
import { expect, test } from "vitest";
import { asciiText } from "./ascii-line.ts";

test.each([
  ["plain text", "plain text"],
  ["  two\r\n lines\t ", "two lines"],
  ["\u201cOverl\u00e4ufe\u201d \u2013 b\u00f8se\u2026", '"Overlaufe" - bose...'],
  ["no\u00a0break, \u6f22 and \u0007 bell", "no break, ? and bell"],
  ["", ""],
])("%j", (text, plain) => expect(asciiText(text)).toBe(plain));

test("a text of ASCII is what it is beside a letter that is none", () => {
  const ascii = fc.string({ unit: fc.integer({ min: 0, max: 127 }).map((code) => String.fromCharCode(code)) });
  fc.assert(fc.property(ascii, (text) => asciiText(`${text}e`) === asciiText(`${text}\u00e9`)));
});
