import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathPattern, type Reach } from "./path-pattern.ts";

describe("a pattern names", () => {
  test.each<[string, Reach, string, boolean]>([
    ["src/*.py", {}, "src/a.py", true],
    ["src/*.py", {}, "src/deep/a.py", false],
    ["src/**/a.py", {}, "src/deep/a.py", true],
    ["src/**/a.py", {}, "src/a.py", false],
    ["src/**/a.py", { anyDepth: true }, "src/a.py", true],
    ["src/**/a.py", { anyDepth: true }, "src/very/deep/a.py", true],
    ["**/a?.py", { anyDepth: true }, "x/ab.py", true],
    ["**/a.py", { anyDepth: true }, "xa.py", false],
    ["x**/a", { anyDepth: true }, "xyz/a", true],
    ["x**/a", { anyDepth: true }, "x/y/a", false],
    ["src/*", {}, "src/a/b", false],
    ["src/*", { below: true }, "src/a/b", true],
    ["a.b", {}, "axb", false],
    ["[a]+(b)", {}, "[a]+(b)", true],
  ])("%s with %j of %s: %s", (pattern, reach, path, expected) => {
    expect(pathPattern(pattern, reach).test(path)).toBe(expected);
  });
});

/** The plain way, which is too slow for long patterns alone. */
function expression(pattern: string, { below = false, anyDepth = false }: Reach): RegExp {
  const parts = pattern.split("/");
  const form = parts.map((part, index) => {
    const slash = index < parts.length - 1 ? "/" : "";
    if (anyDepth && slash && /^\*{2,}$/.test(part)) return "(?:[^/]*/)*";
    return part.replaceAll(".", "\\.").replace(/\*+/g, "[^/]*").replaceAll("?", "[^/]") + slash;
  });
  return new RegExp(`^${form.join("")}${below ? "(?:/.*)?" : ""}$`);
}

test("what a regular expression says of short patterns", () => {
  const form = fc.stringMatching(/^(?:[ab.?/]|\*{1,3}|\*\*\/){0,8}$/);
  const path = fc.stringMatching(/^[ab.]{1,3}(?:\/[ab.]{1,3}){0,4}$/);
  fc.assert(
    fc.property(form, path, fc.boolean(), fc.boolean(), (pattern, file, below, anyDepth) => {
      const reach = { below, anyDepth };
      expect(pathPattern(pattern, reach).test(file)).toBe(expression(pattern, reach).test(file));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [`${"*a".repeat(90)}*b`, "a".repeat(250)],
  [`${"**/".repeat(60)}b`, `${"a/".repeat(1000)}a`],
  [`${"**/*a*a*a*a/".repeat(15)}b`, `${"aaaaaaaa/".repeat(200)}a`],
])("%.20s… is followed in little time", (pattern, path) => {
  const began = performance.now();
  for (let round = 0; round < 20; round += 1) expect(pathPattern(pattern, { anyDepth: true }).test(path)).toBe(false);
  expect(performance.now() - began).toBeLessThan(1000);
});
