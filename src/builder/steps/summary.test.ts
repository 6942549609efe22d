import { describe, expect, test } from "vitest";
import { judgeExit, parseSummary } from "./summary.ts";

test("a summary of autopkgtest is read line by line", () => {
  const text = [
    "unit-tests           PASS",
    "needs-machine        SKIP Test requires machine-level isolation but testbed does not provide that",
    "broken               FAIL non-zero exit status 1",
    "odd                  FLAKY non-zero exit status 1",
    "*                    SKIP no tests in this package",
    "broken               FAIL badpkg",
    "badpkg: Test dependencies are unsatisfiable.",
    "",
  ].join("\n");
  expect(parseSummary(text, "failed")).toEqual([
    { name: "unit-tests", verdict: "pass", detail: "" },
    {
      name: "needs-machine",
      verdict: "skip",
      detail: "Test requires machine-level isolation but testbed does not provide that",
    },
    { name: "broken", verdict: "fail", detail: "non-zero exit status 1" },
    { name: "odd", verdict: "neutral", detail: "non-zero exit status 1" },
    { name: "broken", verdict: "fail", detail: "badpkg" },
  ]);
});

test("a package that is broken as a whole fails by a test of its own", () => {
  const text = "blame: tiny\nbadpkg: rules extract failed with exit code 1\n";
  const detail = "rules extract failed with exit code 1";
  expect(parseSummary(text, "failed")).toEqual([{ name: "(package)", verdict: "fail", detail }]);
  expect(parseSummary("", "failed")).toMatchObject([{ name: "(package)", verdict: "fail" }]);
  expect(parseSummary("", "passed")).toEqual([]);
});

describe("exit codes", () => {
  test.each([
    [0, "passed"],
    [2, "passed"],
    [4, "failed"],
    [6, "failed"],
    [8, "nothing-to-do"],
    [12, "failed"],
    [14, "failed"],
    [16, "testbed"],
    [20, "testbed"],
    [1, "testbed"],
  ] as const)("%i is %s", (code, verdict) => {
    expect(judgeExit(code)).toBe(verdict);
  });
});
