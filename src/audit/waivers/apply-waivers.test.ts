import { describe, expect, test } from "vitest";
import { HIGH, LOW, WAIVER } from "../output/testing.ts";
import { applyWaivers } from "./apply-waivers.ts";

test("a waived finding leaves the hits and keeps its waiver", () => {
  expect(applyWaivers([HIGH, LOW], [WAIVER])).toEqual({
    findings: [HIGH],
    suppressed: [{ finding: LOW, waiver: WAIVER }],
    problems: [],
  });
});

describe("what does not fit waives nothing", () => {
  test.each([
    ["another rule", { rule: "sudo-arguments" }],
    ["another file", { path: "other" }],
    ["another line", { fingerprint: "ffffffffffffffff" }],
  ])("%s", (_what, change) => {
    const { findings, suppressed, problems } = applyWaivers([LOW], [{ ...WAIVER, ...change }]);
    expect(findings).toEqual([LOW]);
    expect(suppressed).toEqual([]);
    expect(problems).toMatchObject([{ code: "waiver-unused", place: { line: 4, column: 1 } }]);
  });
});

test("a line that was changed is named with its new fingerprint", () => {
  const [problem] = applyWaivers([LOW], [{ ...WAIVER, fingerprint: "ffffffffffffffff" }]).problems;
  expect(problem?.message).toContain(LOW.fingerprint);
});

test("one waiver is for every line of its fingerprint", () => {
  expect(applyWaivers([LOW, { ...LOW, line: 7 }], [WAIVER]).suppressed).toHaveLength(2);
});

test("what the run did not look for is not unused", () => {
  expect(applyWaivers([], [WAIVER], () => false).problems).toEqual([]);
});
