import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest, suggestion } from "./nearest.ts";

test.each([
  ["bookwrom", ["bullseye", "bookworm", "trixie"], "bookworm"],
  ["BOOKWORM", ["bullseye", "bookworm"], "bookworm"],
  ["loe", ["pia", "leo"], "leo"],
  ["zz", ["pia", "leo"], undefined],
  ["anything", [], undefined],
])("%s among %j", (word, known, expected) => {
  expect(nearest(word, known)).toBe(expected);
});

test("as many slips as whoever asks allows", () => {
  expect(nearest("clame", ["claim"])).toBeUndefined();
  expect(nearest("clame", ["claim"], 2)).toBe("claim");
});

test("a known word is nearest to itself", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 }), fc.nat(), (known, pick) => {
      const word = known[pick % known.length] ?? "";
      expect(nearest(word, known)).toBe(word);
    }),
  );
});

test("a short list is shown when nothing is near", () => {
  expect(suggestion("zebra", ["pia", "leo"])).toBe(" Known: pia, leo.");
});
