import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, printableInLine } from "./printable.ts";

test.each([
  ["plain text, with\ttabs\nand lines", "plain text, with\ttabs\nand lines"],
  ["\u001b[31mred", "\ufffd[31mred"],
  ["a\u202etxt.exe", "a\ufffdtxt.exe"],
  ["line\r\n", "line\ufffd\n"],
  ["\u0085 and \u007f", "\ufffd and \ufffd"],
  ["Müller ☂", "Müller ☂"],
])("%j becomes %j", (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test("no control character but tab and line feed reaches a terminal", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text)).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

test.each([
  ["sudoers.d/a", "sudoers.d/a"],
  ["a\nsudo (sudo configuration): approved\tb", "a\ufffdsudo (sudo configuration): approved\ufffdb"],
  ["a\r\nb", "a\ufffd\ufffdb"],
])("%j in one line becomes %j", (text, expected) => expect(printableInLine(text)).toBe(expected));
