import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

describe("one spelling for one value (RFC 8785)", () => {
  test.each([
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ é: 1, z: 2, "": 3 }, '{"":3,"z":2,"é":1}'],
    [[3, "x", null, true], '[3,"x",null,true]'],
    [{ a: undefined, b: [] }, '{"b":[]}'],
    [-0, "0"],
    [1e21, "1e+21"],
    [0.000001, "0.000001"],
    ["\u20ac$\u000f\nA'B\"\\", '"€$\\u000f\\nA\'B\\"\\\\"'],
    [new Date("2026-11-21T04:00:00.5Z"), '"2026-11-21T04:00:00.500Z"'],
  ])("%j is %s", (value, text) => expect(canonicalJson(value)).toBe(text));

  test("member order is by UTF-16 code units, as RFC 8785 section 3.2.3 has it", () => {
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(Object.values(JSON.parse(canonicalJson(value).replace('"1"', '"_1"'))).join("")).toBe("2467153");
  });

  test("the order in which members were written does not matter, and parsing gives the value back", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ noUnicodeString: false })),
        (record) => {
          const clean = JSON.parse(JSON.stringify(record).replaceAll("\\u0000", "")) as Record<string, unknown>;
          const reversed = Object.fromEntries(Object.entries(clean).reverse());
          const text = canonicalJson(clean);
          expect(canonicalJson(reversed)).toBe(text);
          expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(clean)));
          expect(canonicalJson(JSON.parse(text))).toBe(text);
        },
      ),
    );
  });

  test.each([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [() => 1],
    [Symbol("x")],
    [1n],
    ["\ud800"],
    ["a\0b"],
    [new Date("x")],
  ])("refuses %s", (value) =>
    expect(() => canonicalJson({ value })).toThrow(expect.objectContaining({ code: "INPUT_INVALID" })),
  );
});
