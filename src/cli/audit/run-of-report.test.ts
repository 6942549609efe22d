import { expect, test } from "vitest";
import { runOfReport } from "./run-of-report.ts";

const finding = (rule: string, letter: string, severity: string) => ({ rule, class: letter, severity, line: 1 });
const report = JSON.stringify({
  scope: "tree",
  findings: [
    finding("sudo-arguments", "c", "high"),
    finding("sudo-wildcard", "c", "low"),
    finding("sudo-wildcard", "c", "note"),
    finding("unit-sandbox", "f", "medium"),
    finding("unparsable", "x", "medium"),
  ],
});

test.each([
  ["a class, and what nobody could read", "c", { result: "findings", high: 1, medium: 1, low: 1 }],
  ["a rule", "sudo-wildcard", { result: "findings", high: 0, medium: 1, low: 1 }],
  ["a class without a finding", "a", { result: "findings", high: 0, medium: 1, low: 0 }],
])("%s", (_what, runs, expected) => {
  expect(runOfReport(report, "r.json", runs)).toEqual(expected);
});

test("notes alone are clean", () => {
  const text = JSON.stringify({ scope: "image", findings: [finding("sudo-wildcard", "c", "note")] });
  expect(runOfReport(text, "r.json", "c")).toEqual({ result: "clean", high: 0, medium: 0, low: 0 });
});

test.each(["", "{}", "[]", '{"scope":"tree"}'])("no report: %o", (text) => {
  expect(() => runOfReport(text, "r.json", "c")).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
});
