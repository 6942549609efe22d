import fc from "fast-check";
import { expect, test } from "vitest";
import { shownName } from "./names.ts";

test.each([
  ["text", Buffer.from("a b\nc"), "a b\nc"],
  ["letters", Buffer.from("ä☃𝄞"), "ä☃𝄞"],
  ["a byte of another encoding", Buffer.from([0x61, 0xe4, 0x62]), "a\\xe4b"],
  ["a character cut short", Buffer.from([0xe2, 0x98]), "\\xe2\\x98"],
  ["a letter in too many bytes", Buffer.from([0xc0, 0xaf]), "\\xc0\\xaf"],
  ["the replacement character itself", Buffer.from("\uFFFD"), "\uFFFD"],
])("%s", (_what, bytes, shown) => {
  expect(shownName(bytes)).toBe(shown);
});

test("text is shown as it is, and bytes never as the replacement character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(shownName(Buffer.from(text))).toBe(Buffer.from(text).toString());
    }),
    {
      numRuns: 200,
    },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const shown = shownName(Buffer.from(bytes));
      if (!Buffer.from(bytes).includes(Buffer.from("\uFFFD"))) expect(shown).not.toContain("\uFFFD");
    }),
    { numRuns: 300 },
  );
});
