import { describe, expect, test } from "vitest";
import { isUnsafeMite, miteMark } from "../../perl/mite.ts";
import { perlIncRelative } from "../perl-inc-relative/rule.ts";
import { marksIn } from "../testing.ts";
import { perlMiteShim } from "./rule.ts";

test("shims that search the current directory, and classes whose shim is not here, once", () => {
  expect(marksIn(perlMiteShim, import.meta.url, "bad")).toEqual([
    "usr/share/perl5/Hello/Mite.pm:16 high",
    "usr/share/perl5/Older/Mite.pm:17 high",
    "usr/share/perl5/Alone.pm.mite.pm:7 low",
  ]);
});

test("fixed shims pass, and so do mended ones whose classes an older Mite compiled", () => {
  expect(marksIn(perlMiteShim, import.meta.url, "good")).toEqual([]);
});

test("a shim is no second finding of the rule for relative directories", () => {
  expect(marksIn(perlIncRelative, import.meta.url, "bad")).toEqual([]);
});

describe("the mark of a class", () => {
  test.each([
    ["0.000009", true],
    ["0.012000", true],
    ["0.012_001", true],
    ["0.013000", false],
    ["0.013_001", false],
    ["1.0", false],
  ])("%s", (version, isUnsafe) => {
    expect(isUnsafeMite(version)).toBe(isUnsafe);
  });

  test("is read from its first lines", () => {
    const text = 'package A;\nour $MITE_SHIM = "A::Mite";\n  our $MITE_VERSION    = "0.010001";\n';
    expect(miteMark(text)).toEqual({ version: "0.010001", shim: "A::Mite", line: 3 });
    expect(miteMark("package A;\n")).toBeUndefined();
  });
});
