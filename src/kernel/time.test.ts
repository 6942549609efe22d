import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDuration, formatTimeLeft } from "./time.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("how long something took", () => {
  test.each([
    [0, "0 ms"],
    [-5, "0 ms"],
    [40, "40 ms"],
    [100, "0.1 s"],
    [700, "0.7 s"],
    [1000, "1 s"],
    [7_540, "7.5 s"],
    [36_400, "36 s"],
    [59_400, "59 s"],
    [59_999, "59 s"],
    [MINUTE, "1 min"],
    [2 * MINUTE + 10 * SECOND, "2 min 10 s"],
    [3 * HOUR + 5 * MINUTE, "3 h 5 min"],
    [DAY, "1 day"],
    [DAY + 7 * HOUR, "1 day 7 h"],
    [2 * DAY + HOUR, "2 days 1 h"],
    [10 * DAY + 5 * HOUR, "10 days"],
    [79.4 * DAY, "79 days"],
  ])("%d ms: %s", (milliseconds, words) => expect(formatDuration(milliseconds)).toBe(words));

  test("never says nothing, nor sixty of a unit that has a larger one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), (milliseconds) => {
        expect(formatDuration(milliseconds)).toMatch(/^\d+(\.\d)? (ms|s|min|h|days?)( \d+ (s|min|h))?$/);
        expect(formatDuration(milliseconds)).not.toMatch(/\b(60 s|60 min|24 h)\b/);
      }),
    );
  });
});

test.each([
  [2 * HOUR + 10 * MINUTE, "2 h 10 min left"],
  [-4 * HOUR, "4 h over"],
  [-79 * DAY, "79 days over"],
])("%d ms before the deadline: %s", (left, words) => {
  const now = new Date("2026-11-21T14:02:00Z");
  expect(formatTimeLeft(new Date(now.getTime() + left), now)).toBe(words);
});
