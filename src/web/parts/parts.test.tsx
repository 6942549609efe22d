import { describe, expect, test } from "vitest";
import { named, readHtml } from "../../../tests/system/web-html.ts";
import { renderPage } from "../http/render.ts";
import { scaleRules } from "../style/scale.ts";
import { scaleClass } from "./chart.tsx";
import { Clock, clockTone } from "./clock.tsx";
import { Diff } from "./diff.tsx";
import { lookOf } from "./steps.tsx";

const HOUR = 3_600_000;
const now = new Date("2026-11-21T14:00:00Z");
const clock = (passed: number, day = 24, stopped: number | null = null) => {
  const knownAt = new Date(now.getTime() - passed * HOUR);
  const deadline = new Date(knownAt.getTime() + day * HOUR);
  return { knownAt, deadline, stoppedAt: stopped === null ? null : new Date(knownAt.getTime() + stopped * HOUR), now };
};

describe("the clock of an update", () => {
  test.each([
    ["just begun", clock(0), "good", "1 day left", "0"],
    ["half of the day", clock(12), "good", "12 h left", "0.5"],
    ["soon over", clock(22), "soon", "2 h left", "0.917"],
    ["over", clock(28), "late", "4 h over", "1"],
    ["without any time", clock(1, 0), "late", "1 h over", "1"],
    ["known in the future, by a clock set back", clock(-2), "good", "1 day 2 h left", "0"],
    ["stopped in time", clock(900, 24, 7), "good", "took 7 h", "0.292"],
    ["stopped too late", clock(900, 24, 40), "late", "took 1 day 16 h", "1"],
  ])("%s", (_name, props, tone, words, value) => {
    expect(clockTone(props)).toBe(tone);
    const elements = readHtml(renderPage(<Clock {...props} />));
    expect(elements[0]?.text).toBe(words);
    const [meter] = named(elements, "meter");
    expect(meter?.attributes.get("value")).toBe(value);
    expect(meter?.attributes.get("aria-label")).toMatch(/^\d+ percent of the day used$/);
  });
});

test("a difference marks lines by their first character, and file names only before the first hunk", () => {
  const text = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n same\n-- was a comment\n+++counter;\n+new";
  const elements = readHtml(renderPage(<Diff text={text} label="x" />));
  expect(named(elements, "del").map((line) => line.text)).toEqual(["-- was a comment\n"]);
  expect(named(elements, "ins").map((line) => line.text)).toEqual(["+++counter;\n", "+new\n"]);
  expect(named(elements, "b").map((line) => line.text)).toEqual(["@@ -1 +1 @@\n"]);
});

test("every class that a chart can ask for is in the style sheet", () => {
  const rules = scaleRules();
  for (const letter of ["h", "w", "x"] as const) {
    for (let share = -0.1; share <= 1.3; share += 0.003) expect(rules).toContain(`.${scaleClass(letter, share)}{`);
  }
});

test.each([
  ["done", "passed", "build amd64", "done"],
  ["done", "failed", "prove variation amd64", "bad"],
  ["done", "nothing-to-do", "prove archive", "nothing"],
  ["failed", null, "build amd64", "bad"],
  ["running", null, "build amd64", "now"],
  ["ready", null, "build amd64", "next"],
  ["ready", null, "approve", "now"],
  ["waiting", null, "publish", "later"],
] as const)("a step that is %s, %s (%s) looks %s", (state, result, label, look) => {
  expect(lookOf({ state, result, label })).toBe(look);
});
