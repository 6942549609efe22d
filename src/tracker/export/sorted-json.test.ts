import fc from "fast-check";
import { expect, test } from "vitest";
import { sortedJson } from "./sorted-json.ts";

test("keys stand in byte order at every depth, arrays as they are, undefined nowhere", () => {
  expect(sortedJson({ b: [2, { z: null, A: "ä\n" }], a: undefined, B: true })).toBe(
    '{"B":true,"b":[2,{"A":"ä\\n","z":null}]}',
  );
});

test("any value means what it meant", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(sortedJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
