import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scoreOf, severityOf } from "./cvss.ts";
import { cweName } from "./cwe.ts";

/** Vectors and scores as Red Hat's reference library publishes them for its tests, and those of well-known issues. */
const PUBLISHED: readonly (readonly [vector: string, score: number])[] = [
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5],
  ["CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:L/A:H", 8],
  ["CVSS:3.1/AV:N/AC:H/PR:H/UI:R/S:C/C:N/I:L/A:N", 2.6],
  ["CVSS:3.1/AV:L/AC:L/PR:H/UI:R/S:U/C:N/I:N/A:H", 4.2],
  ["CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:U/C:H/I:N/A:N", 5.7],
  ["CVSS:3.1/AV:N/AC:L/PR:H/UI:R/S:C/C:N/I:N/A:N", 0],
  ["CVSS:3.1/AV:P/AC:L/PR:H/UI:N/S:U/C:H/I:N/A:L", 4.6],
  ["CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:C/C:H/I:N/A:L", 6.9],
  ["CVSS:3.1/AV:L/AC:L/PR:L/UI:R/S:U/C:L/I:L/A:H", 6.1],
  ["CVSS:3.1/AV:P/AC:H/PR:L/UI:N/S:C/C:L/I:H/A:N", 5.6],
  ["CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:C/C:N/I:L/A:H", 7.6],
  ["CVSS:3.1/AV:P/AC:L/PR:L/UI:N/S:C/C:N/I:N/A:N", 0],
  ["CVSS:3.1/AV:A/AC:L/PR:H/UI:N/S:C/C:L/I:N/A:H", 6.9],
  ["CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:H/A:H", 8.1],
  ["CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:L", 7.7],
  ["CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:N/I:L/A:H", 5.3],
  ["CVSS:3.1/AV:L/AC:H/PR:N/UI:R/S:U/C:L/I:H/A:N", 5.3],
  ["CVSS:3.1/AV:N/AC:L/PR:H/UI:R/S:C/C:L/I:N/A:L", 4.8],
  ["CVSS:3.1/AV:A/AC:H/PR:N/UI:N/S:C/C:L/I:L/A:L", 5.8],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10],
  ["CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0],
  ["CVSS:4.0/AV:N/AC:H/AT:N/PR:L/UI:A/VC:L/VI:N/VA:L/SC:L/SI:H/SA:N", 4.5],
  ["CVSS:4.0/AV:P/AC:L/AT:P/PR:L/UI:P/VC:H/VI:H/VA:H/SC:H/SI:N/SA:L", 6.9],
  ["CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:N/VC:L/VI:N/VA:H/SC:L/SI:L/SA:H", 7.1],
  ["CVSS:4.0/AV:N/AC:H/AT:P/PR:H/UI:N/VC:H/VI:N/VA:L/SC:H/SI:L/SA:N", 7],
  ["CVSS:4.0/AV:A/AC:H/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:H/SA:L", 5],
  ["CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:N/VC:N/VI:L/VA:N/SC:L/SI:N/SA:N", 2.1],
  ["CVSS:4.0/AV:P/AC:L/AT:N/PR:L/UI:P/VC:N/VI:H/VA:N/SC:N/SI:L/SA:H", 6.8],
  ["CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:N/VC:L/VI:N/VA:N/SC:H/SI:L/SA:H", 5.6],
  ["CVSS:4.0/AV:A/AC:H/AT:N/PR:H/UI:N/VC:L/VI:L/VA:L/SC:N/SI:H/SA:N", 4.3],
  ["CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:L/SC:N/SI:N/SA:H", 8.7],
  ["CVSS:4.0/AV:N/AC:H/AT:P/PR:H/UI:A/VC:L/VI:H/VA:N/SC:L/SI:N/SA:N", 5.7],
  ["CVSS:4.0/AV:L/AC:L/AT:P/PR:N/UI:N/VC:L/VI:H/VA:N/SC:H/SI:H/SA:L", 7.2],
  ["CVSS:4.0/AV:P/AC:L/AT:P/PR:N/UI:A/VC:L/VI:N/VA:L/SC:H/SI:N/SA:N", 1.8],
  ["CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:A/VC:N/VI:L/VA:L/SC:L/SI:N/SA:N", 4.8],
  ["CVSS:4.0/AV:N/AC:H/AT:P/PR:L/UI:A/VC:H/VI:L/VA:L/SC:H/SI:H/SA:H", 7.2],
  ["CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:A/VC:L/VI:N/VA:N/SC:N/SI:L/SA:L", 1],
  ["CVSS:4.0/AV:A/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:N/SC:L/SI:H/SA:H", 8.7],
  ["CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:H/VI:L/VA:N/SC:N/SI:H/SA:N", 9],
  ["CVSS:4.0/AV:A/AC:L/AT:P/PR:L/UI:A/VC:L/VI:L/VA:N/SC:H/SI:H/SA:L", 2.3],
  ["CVSS:4.0/AV:L/AC:H/AT:P/PR:H/UI:N/VC:L/VI:N/VA:N/SC:H/SI:N/SA:N", 4],
  ["CVSS:4.0/AV:N/AC:H/AT:N/PR:H/UI:P/VC:N/VI:H/VA:L/SC:N/SI:H/SA:H", 7],
  ["CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:P/VC:H/VI:H/VA:H/SC:L/SI:L/SA:H", 8.7],
  ["CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:N/VC:N/VI:H/VA:H/SC:L/SI:N/SA:L", 5.9],
  ["CVSS:4.0/AV:A/AC:H/AT:N/PR:N/UI:P/VC:N/VI:H/VA:L/SC:L/SI:L/SA:N", 5.9],
];

test.each(PUBLISHED)("%s is %d", (vector, score) => {
  expect(scoreOf(vector)).toMatchObject({ vector, score, severity: severityOf(score) });
});

describe("what is no base vector", () => {
  test.each([
    "",
    "AV:N/AC:L/Au:N/C:C/I:C/A:C",
    "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
    "CVSS:3.1/AC:L/AV:N/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P",
    "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:S/SA:N",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A",
  ])("%j", (vector) => expect(scoreOf(vector)).toBeUndefined());
});

test.each([
  [0, "none"],
  [0.1, "low"],
  [3.9, "low"],
  [4, "medium"],
  [6.9, "medium"],
  [7, "high"],
  [8.9, "high"],
  [9, "critical"],
] as const)("a score of %d is %s", (score, severity) => expect(severityOf(score)).toBe(severity));

/** From worst to best, by metric. */
const METRICS = {
  "3.1": { AV: "NALP", AC: "LH", PR: "NLH", UI: "NR", S: "CU", C: "HLN", I: "HLN", A: "HLN" },
  "4.0": {
    ...{ AV: "NALP", AC: "LH", AT: "NP", PR: "NLH", UI: "NPA", VC: "HLN", VI: "HLN", VA: "HLN" },
    ...{ SC: "HLN", SI: "HLN", SA: "HLN" },
  },
} as const;

test.each(["3.1", "4.0"] as const)(
  "every base vector of %s has a score, and a worse vector none that is lower",
  (version) => {
    const metrics = Object.entries(METRICS[version]);
    const vector = fc.tuple(...metrics.map(([, values]) => fc.nat(values.length - 1)));
    const text = (at: readonly number[]) =>
      `CVSS:${version}/${metrics.map(([name, values], i) => `${name}:${values[at[i] ?? 0]}`).join("/")}`;
    fc.assert(
      fc.property(vector, fc.nat(metrics.length - 1), (at, which) => {
        const worse = at.map((value, i) => (i === which ? Math.max(0, value - 1) : value));
        const [score, other] = [scoreOf(text(at))?.score ?? Number.NaN, scoreOf(text(worse))?.score ?? Number.NaN];
        expect(score).toBeGreaterThanOrEqual(0);
        expect(other).toBeLessThanOrEqual(10);
        expect(other).toBeGreaterThanOrEqual(score);
      }),
      { numRuns: 1_000 },
    );
  },
);

test("weaknesses have MITRE's names", () => {
  expect(cweName("CWE-787")).toBe("Out-of-bounds Write");
  expect(cweName("CWE-99999")).toBeUndefined();
  expect(cweName("787")).toBeUndefined();
});
