import fc from "fast-check";
import { expect, test } from "vitest";
import { meant } from "./meant.ts";

const VERBS = ["list", "show", "claim", "set", "do", "reply", "disclose", "add", "advisory"];

test.each([
  ["clame", "claim"],
  ["cliam", "claim"],
  ["Claim", "claim"],
  ["lst", "list"],
  ["disclsoe", "disclose"],
  ["discloses", "disclose"],
  ["disc", "disclose"],
  ["ad", "add"],
  ["shwo", "show"],
  ["st", "set"],
  // Short words are near each other by chance.
  ["rm", undefined],
  ["x", undefined],
  ["", undefined],
  ["publish", undefined],
])("%s means %s", (word, expected) => {
  expect(meant(word, VERBS)).toBe(expected);
});

test("one slip in a word of four letters and more is always found, where no other word is as near", () => {
  const word = fc.constantFrom(...VERBS.filter((verb) => verb.length > 3));
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom("left out", "doubled", "swapped"), (verb, pick, slip) => {
      const at = pick % (verb.length - 1);
      const [head, one, two, tail] = [verb.slice(0, at), verb.charAt(at), verb.charAt(at + 1), verb.slice(at + 2)];
      const slipped = { "left out": two, doubled: one + one + two, swapped: two + one }[slip];
      expect(meant(head + slipped + tail, VERBS)).toBe(verb);
    }),
    { numRuns: 100 },
  );
});
