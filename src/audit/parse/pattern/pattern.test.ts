import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matches } from "./matches.ts";
import { countTexts, hasLoneDot, openBranches, wildcardsOf } from "./measure.ts";
import { readPattern } from "./read-pattern.ts";
import type { Pattern } from "./types.ts";

function read(source: string): Pattern {
  const { value, problems } = readPattern(source);
  expect(problems).toEqual([]);
  return value;
}

describe("what matches", () => {
  test.each<[string, string, boolean]>([
    ["version$", "version", true],
    ["version$", "version x", false],
    ["version|status$", "version and more", true],
    ["version|status$", "status and more", false],
    ["(?:version|status)$", "version and more", false],
    ["version$|status$", "version and more", false],
    ["ns/id/[a-fA-F0-9]+$", "ns/id/ABC09f", true],
    ["ns/id/[a-fA-F0-9]+$", "ns/id/xyz", false],
    ["80,176([0-4][0-9]|50)$", "80,17650", true],
    ["80,176([0-4][0-9]|50)$", "80,17651", false],
    ["(?:|x)$", "", true],
    ["a{2,3}$", "aaa", true],
    ["a{2,3}$", "aaaa", false],
    ["a{,2}$", "aaa", false],
    ["a{,}$", "aaa", true],
    ["a{}$", "a{}", true],
    ["a{x}$", "a{x}", true],
    ["[^]a]+$", "b", true],
    ["[]a]+$", "]", true],
    ["[a-]+$", "-", true],
    ["\\x41\\101\\.\\-$", "A\x01", false],
    ["(?i)bridge$", "BRiDGE", true],
    ["(?i:b)ridge$", "BRIDGE", false],
    ["(?P<n>a)(?#no)b$", "ab", true],
    ["^a\\Z", "a", true],
    ["(?<!x)a$", "a", true],
    ["\\S+$", "a b", false],
    [".*$", "a b", true],
  ])("%s on %j: %s", (source, text, expected) => {
    expect(matches(read(source), text)).toBe(expected);
  });

  test.each([
    "(",
    ")",
    "a)",
    "[",
    "[a",
    "\\",
    "*",
    "+a",
    "a{3,2}",
    "[z-a]",
    "(?",
    "(?<n>a)",
    "(".repeat(60),
    "a".repeat(9000),
  ])("%j is a problem", (source) => {
    expect(readPattern(source).problems).toMatchObject([{ code: "pattern-syntax", severity: "error" }]);
  });
});

describe("what a pattern lets through", () => {
  test.each<[string, number, boolean, number]>([
    ["version$", 0, false, 0],
    [".*$", 1, false, 0],
    ["\\S+ [^,]* \\w+ \\d+$", 2, false, 0],
    ["(?:.)+.{1,5}$", 1, false, 0],
    ["127.0.0.1$", 0, true, 0],
    ["127\\.0[.]0\\.1$", 0, false, 0],
    ["a|b|c$", 0, false, 2],
    ["a$|b$|c$", 0, false, 0],
    ["(?:a|b)c$", 0, false, 0],
    ["(?:a|b$)|c$", 0, false, 1],
  ])("%s: %i wildcards, a lone dot %s, %i open branches", (source, wildcards, dot, open) => {
    const pattern = read(source);
    expect([wildcardsOf(pattern).length, hasLoneDot(pattern), openBranches(pattern)]).toEqual([wildcards, dot, open]);
  });

  test.each<[string, number]>([
    ["80", 1],
    ["176([0-4][0-9]|50)", 51],
    ["\\d{4}", 10_000],
    ["\\d+", Infinity],
    ["a?", 2],
    ["(?:|a|b)", 3],
    ["[a-z]{0}", 1],
  ])("%s stands for %d texts", (source, texts) => {
    expect(countTexts(read(source))).toBe(texts);
  });
});

const atom = fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]", "\\d", "\\S", "\\.", "1", " ");
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "{1,2}", "{2}");
const { pattern: source } = fc.letrec<{ pattern: string; item: string }>((tie) => ({
  item: fc.oneof(
    { depthSize: "small" },
    atom,
    tie("pattern").map((inner) => `(?:${inner})`),
  ),
  pattern: fc
    .array(fc.array(fc.tuple(tie("item"), quantifier), { maxLength: 3 }), { minLength: 1, maxLength: 3 })
    .map((branches) => branches.map((items) => items.map((item) => item.join("")).join("")).join("|")),
}));

describe("whatever comes", () => {
  test("matches what another engine matches", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "c", "1", ".", " "), { maxLength: 6 })
      .map((signs) => signs.join(""));
    fc.assert(
      fc.property(source, text, (written, line) => {
        expect(matches(read(`${written}$`), line)).toBe(new RegExp(`${written}$`, "y").test(line));
      }),
      { numRuns: 300 },
    );
  });

  test("junk is a pattern or a problem", () => {
    const junk = fc.array(fc.oneof(fc.constantFrom(..."()[]{}|*+?^$\\.-,019:=!<>PiaZ"), fc.string()), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(junk, (signs) => {
        const { value, problems } = readPattern(signs.join(""));
        if (problems.length === 0) matches(value, "circuit-status 1");
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["nested stars", `${"(".repeat(40)}a${"*)".repeat(40)}*$`],
    ["nested counts", `${"(".repeat(40)}a${"{99})".repeat(40)}$`],
    ["nested bounds", `${"(".repeat(40)}a${"{0,99})".repeat(40)}$`],
    ["many branches", `(?:${"a|".repeat(4000)})*$`],
    ["many optional ones", `${"a?".repeat(2500)}${"a".repeat(2500)}$`],
  ])("takes no more than a moment for %s", (_name, hostile) => {
    const begun = process.cpuUsage();
    const { value } = readPattern(hostile);
    matches(value, "a".repeat(60));
    wildcardsOf(value);
    countTexts(value);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5000);
  });
});
