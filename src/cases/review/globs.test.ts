import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathPattern } from "./globs.ts";

describe("path patterns", () => {
  test.each([
    ["**/sudoers.d/**", "config/etc/sudoers.d/zzz", true],
    ["**/sudoers.d/**", "sudoers.d/a/b", true],
    ["**/sudoers.d/**", "config/sudoers.d", false],
    ["**/sudoers.d/**", "config/my-sudoers.d/x", false],
    ["**/sudoers*", "config/etc/sudoers", true],
    ["**/sudoers*", "config/etc/sudoers.yml", true],
    ["**/sudoers*", "config/sudoers/readme", false],
    ["src/*.c", "src/main.c", true],
    ["src/*.c", "src/deep/main.c", false],
    ["src/**", "src/deep/main.c", true],
    ["src/??.c", "src/ab.c", true],
    ["src/??.c", "src/a/.c", false],
    ["a+b(c)[d].x", "a+b(c)[d].x", true],
    ["a.x", "abx", false],
    ["**/*setuid*", "a\nb/setuid", true],
  ])("%j on %j: %s", (pattern, path, matches) => {
    expect(pathPattern(pattern)(path)).toBe(matches);
  });

  test("text without wildcards matches itself alone", () => {
    const plain = fc.string({ minLength: 1 }).filter((text) => !/[*?]/.test(text));
    fc.assert(fc.property(plain, plain, (path, other) => pathPattern(path)(other) === (path === other)));
  });
});
