import fc from "fast-check";
import { expect, test } from "vitest";
import { type KnownRow, knownLine, parseKnown } from "./known-lines.ts";

test("rows are read as they were written", () => {
  const number = fc.integer({ min: 1000, max: 9_999_999 });
  const since = fc.option(fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }));
  const row = fc.tuple(
    number.map((n) => `CVE-2026-${n}`),
    since,
  );
  fc.assert(
    fc.property(fc.array(row), (rows: KnownRow[]) => {
      expect([...parseKnown(rows.map(knownLine).join("\n"))]).toEqual(rows);
    }),
  );
});

test.each([
  ["nothing", "", []],
  ["empty lines", "\n\nCVE-2026-1000\n", [["CVE-2026-1000", null]]],
  ["a time that is none", "CVE-2026-1000 yesterday\nCVE-2026-1001", [["CVE-2026-1001", null]]],
  ["a line without a name", " 2026-11-21T12:00:00.000Z\nCVE-2026-1001", [["CVE-2026-1001", null]]],
])("%s", (_what, text, rows) => {
  expect([...parseKnown(text)]).toEqual(rows);
});
