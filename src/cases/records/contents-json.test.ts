import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeContents, encodeContents } from "./contents-json.ts";

test("what is written down comes back, hours as hours", () => {
  const value = {
    title: "overflow",
    at: new Date("2026-11-21T12:00:00.123Z"),
    log: [{ at: new Date(0), act: null }, "2026-11-21T12:00:00.123Z"],
    none: undefined,
  };
  const { none, ...kept } = value;
  expect(none).toBeUndefined();
  expect(decodeContents(encodeContents(value))).toEqual(kept);
});

test("any JSON comes back", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(decodeContents(encodeContents(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("what looks like a written hour is refused instead of being changed", () => {
  expect(() => encodeContents({ odd: { $date: "2026" } })).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
});
