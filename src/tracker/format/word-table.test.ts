import fc from "fast-check";
import { expect, test } from "vitest";
import { createWordTable } from "./word-table.ts";

/** Short words of few letters meet often; long ones and every byte are there as well. */
const word = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "-", "\u00e9", "\u0000"), maxLength: 3 }),
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 40 }),
);

test("each word is made once, whatever stands around it and however many there are", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 3000 }), fc.nat(9), (words, before) => {
      let made = 0;
      const table = createWordTable((text) => ({ text, number: made++ }));
      const first = new Map<string, object>();
      for (const each of words) {
        const bytes = Buffer.from(`${"x".repeat(before)}${each}\n`, "latin1").subarray(0);
        const found = table.at(bytes, before, before + each.length);
        expect(found.text).toBe(each);
        expect(first.get(each) ?? found).toBe(found);
        first.set(each, found);
      }
      expect(made).toBe(first.size);
    }),
    { numRuns: 30 },
  );
});

test("a hundred thousand words take no longer than their number allows", () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => String(1_000_000 + at)).join(""), "latin1");
  const table = createWordTable((text) => text);
  const begun = process.cpuUsage();
  for (let round = 0; round < 3; round += 1) {
    for (let at = 0; at < bytes.length; at += 7) table.at(bytes, at, at + 7);
  }
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(3000);
});
