import fc from "fast-check";
import { expect, test } from "vitest";
import { type KnownRow, knownLine, parseKnownLine } from "./known-lines.ts";

test("a row is read as it was written", () => {
  const issue = fc.integer({ min: 1000, max: 9_999_999 }).map((number) => `CVE-2026-${number}`);
  const since = fc.option(fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }));
  fc.assert(
    fc.property(fc.tuple(issue, since), (row: KnownRow) => {
      expect(parseKnownLine(knownLine(row))).toEqual(row);
    }),
  );
});

test.each(["", " ", "CVE-2026-1000 yesterday", " 2026-11-21T12:00:00.000Z"])("%j says nothing", (line) => {
  expect(parseKnownLine(line)).toBeNull();
});
