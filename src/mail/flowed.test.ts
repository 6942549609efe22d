import fc from "fast-check";
import { expect, test } from "vitest";
import { unflowed } from "./flowed.ts";

test.each<[string, string, boolean, string]>([
  ["nothing", "", true, ""],
  ["a line that begins with a space", "  two\n From me\nx", false, " two\nFrom me\nx"],
  ["a broken line stays where its end says nothing", "one \ntwo\n", false, "one \ntwo\n"],
  ["a word broken in two", "https://example.org/lo \nng\n", true, "https://example.org/long\n"],
  ["three pieces, with line ends of mail", "a  \r\nb \r\n  c\r\nd", true, "a b c\r\nd"],
  ["a signature's separator", "a\n-- \nMe", true, "a\n-- \nMe"],
  ["what is quoted", "> one \n> two\nmine", true, "> one \n> two\nmine"],
  ["a line before what is quoted", "one \n> two \n", true, "one\n> two \n"],
  ["a space at the very end", "one ", true, "one "],
])("%s", (_name, text, joins, expected) => expect(unflowed(text, joins)).toBe(expected));

test("no word is lost, whatever the text", () => {
  const words = (text: string): string => text.replace(/\s/g, "");
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(" ", "\n", "\r\n", ">", "-", "a") }), fc.boolean(), (text, joins) => {
      expect(words(unflowed(text, joins))).toBe(words(text));
    }),
  );
});

test("a long text of spaces and line ends costs little", () => {
  const before = process.cpuUsage();
  unflowed(" \n".repeat(499_000), true);
  unflowed(" ".repeat(999_000), true);
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});
