import { expect, test } from "vitest";
import { openCase } from "./case.ts";
import { hour } from "./testing.ts";
import { unansweredSince } from "./unanswered.ts";

const report = openCase("SEC-1", hour(1));

test.each([
  ["the report itself: its own clocks ask for that", {}, undefined],
  ["what came after it", { lastWordFromReporter: hour(2) }, hour(2)],
  ["what came after our last word", { lastWordFromReporter: hour(3), lastWordToReporter: hour(2) }, hour(3)],
  ["nothing that was answered", { lastWordFromReporter: hour(2), lastWordToReporter: hour(3) }, undefined],
  ["nothing that only its opening again made", { lastWordFromReporter: hour(2), askingSince: hour(2) }, undefined],
  ["nothing in a closed case", { lastWordFromReporter: hour(2), state: "declined" as const }, undefined],
])("waits for a word: %s", (_name, changes, since) => {
  expect(unansweredSince({ ...report, ...changes })).toEqual(since);
});
