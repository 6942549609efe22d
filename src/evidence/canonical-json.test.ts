import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe("canonical JSON", () => {
  it("has one spelling for one value, whatever the order of its members", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(JSON.parse(text)))).toBe(text);
      }),
    );
  });

  it.each([
    [{ b: 1, a: [true, null, "é\n"] }, '{"a":[true,null,"é\\n"],"b":1}'],
    [{ a: undefined, b: 1e21 }, '{"b":1e+21}'],
    [-0, "0"],
  ])("writes %j as RFC 8785 says", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([[Number.NaN], [[undefined]], [() => 1], [new Date()], [1n]])(
    "refuses %s, which JSON has no form for",
    (value) => {
      expect(() => canonicalJson(value)).toThrow(/no form in JSON/);
    },
  );

  it("refuses nesting that could exhaust the stack", () => {
    expect(() => canonicalJson(JSON.parse("[".repeat(50_000) + "]".repeat(50_000)))).toThrow(/64 levels/);
  });
});
