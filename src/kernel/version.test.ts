import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareVersions, isValidVersion, versionWithoutEpoch } from "./version.ts";

describe("order (deb-version(7))", () => {
  test.each([
    ["1.0", "<", "1.1"],
    ["1.9", "<", "1.10"],
    ["1.0~rc1", "<", "1.0"],
    ["1.0~~", "<", "1.0~"],
    ["1.0~~", "<", "1.0~~a"],
    ["1.0", "<", "1.0a"],
    ["1.0a", "<", "1.0+"],
    ["1.0Z", "<", "1.0a"],
    ["1.0.", "<", "1.0.1"],
    ["1.0-1", "<", "1.0-1+deb12u1"],
    ["1.0-1+deb12u9", "<", "1.0-1+deb12u10"],
    ["1.0-1~deb11u1", "<", "1.0-1"],
    ["1.0-2", "<", "1.0.1-1"],
    ["9.9-9", "<", "1:0.1-1"],
    ["1:9", "<", "2:1"],
    ["1-1-2", "<", "1-2-1"],
    ["1:2:1", "<", "1:2:2"],
    ["2.0", "=", "2.0-0"],
    ["2.0", "=", "0:2.0"],
    ["02.00-00", "=", "2.0"],
    ["1.0", "=", "1.00"],
    ["0", "=", "00"],
    ["1.99999999999999999999", "<", "1.100000000000000000000"],
    ["3.1.6-2.1", "<", "3.1.6-2.1+deb12u1"],
  ])("%s %s %s", (a, sign, b) => {
    expect(compareVersions(a, b)).toBe(sign === "<" ? -1 : 0);
    expect(compareVersions(b, a)).toBe(sign === "<" ? 1 : 0);
  });
});

describe("validity", () => {
  test.each(["1", "1.0-1", "0:1", "2147483647:1", "1:1:2", "1-2-3", "1+dfsg~rc1-1", "undetermined", "1:1-1:2", "~"])(
    "takes %j",
    (version) => expect(isValidVersion(version)).toBe(true),
  );

  test.each([
    ["empty", ""],
    ["empty epoch", ":1"],
    ["nothing after the epoch", "1:"],
    ["a word as epoch", "a:1"],
    ["a signed epoch", "+1:1"],
    ["an epoch out of range", "2147483648:1"],
    ["a colon without an epoch", "1-1:2"],
    ["empty revision", "1-"],
    ["empty upstream version", "1:-1"],
    ["space", "1 2"],
    ["line end", "1\n"],
    ["slash", "1/2"],
    ["underscore", "1_2"],
    ["beyond ASCII", "1é"],
  ])("refuses %s", (_name, version) => expect(isValidVersion(version)).toBe(false));
});

test.each([
  ["1:2.0-1", "2.0-1"],
  ["2.0-1", "2.0-1"],
  ["1:2:3", "2:3"],
])("without its epoch %s is %s", (version, expected) => expect(versionWithoutEpoch(version)).toBe(expected));

/** Few letters, so that equal and nearly equal versions are common. */
const part = fc.string({
  unit: fc.constantFrom("0", "1", "10", "9", "a", "Z", "~", "+", "."),
  minLength: 1,
  maxLength: 6,
});
const version = fc
  .tuple(fc.option(fc.constantFrom("0", "1", "01", "2")), part, fc.option(part))
  .map(([epoch, upstream, revision]) => {
    const head = epoch === null ? upstream : `${epoch}:${upstream}`;
    return revision === null ? head : `${head}-${revision}`;
  });

describe("properties", () => {
  test("generated versions are valid", () => fc.assert(fc.property(version, isValidVersion)));

  test("equal to itself", () => {
    fc.assert(fc.property(version, (a) => compareVersions(a, a) === 0));
  });

  test("antisymmetric: one answer, seen from both sides", () => {
    fc.assert(
      fc.property(version, version, (a, b) => compareVersions(a, b) + compareVersions(b, a) === 0),
      { numRuns: 5000 },
    );
  });

  test("transitive, equality included: sorted neighbours imply every pair", () => {
    fc.assert(
      fc.property(version, version, version, (x, y, z) => {
        const [a, b, c] = [x, y, z].sort(compareVersions) as [string, string, string];
        const first = compareVersions(a, b);
        const second = compareVersions(b, c);
        expect(first).toBeLessThanOrEqual(0);
        expect(second).toBeLessThanOrEqual(0);
        expect(compareVersions(a, c)).toBe(Math.min(first, second));
      }),
      { numRuns: 5000 },
    );
  });

  test("spelling that does not matter: epoch 0, revision 0, leading zeros of a number", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (upstream, revision) => {
        expect(compareVersions(`${upstream}-${revision}`, `0:00${upstream}-0${revision}`)).toBe(0);
        expect(compareVersions(`${upstream}`, `${upstream}-0`)).toBe(0);
      }),
    );
  });

  test("a tilde sorts before the end, anything else after it", () => {
    fc.assert(
      fc.property(part, fc.constantFrom("+", ".", "a", "1"), (upstream, suffix) => {
        expect(compareVersions(`${upstream}~`, upstream)).toBe(-1);
        expect(compareVersions(`${upstream}a${suffix}`, `${upstream}`)).toBe(1);
      }),
    );
  });
});
