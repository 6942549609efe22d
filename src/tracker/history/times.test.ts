import fc from "fast-check";
import { expect, test } from "vitest";
import { EARLIEST, timesInOrder } from "./times.ts";

const NOW = 100;
/** Counted from the first day that is believed. */
const day = (count: number): Date => new Date(EARLIEST.getTime() + count);
const times = (...dates: readonly number[]): readonly number[] =>
  timesInOrder(dates.map(day), day(NOW)).map((time) => time.getTime() - EARLIEST.getTime());

test.each([
  ["dates in order are believed", [1, 2, 2, 5], [1, 2, 2, 5]],
  ["one that lies in the future is bounded by what comes after it", [1, 5000, 3, 4], [1, 3, 3, 4]],
  ["the newest that lies in the future is of now", [1, 2, 5000], [1, 2, NOW]],
  ["several of the future", [1, 5000, 4000, 3, 6000], [1, 3, 3, 3, NOW]],
  ["one that is later than its child, yet not in the future", [1, 90, 3, 4, 5], [1, 3, 3, 4, 5]],
  ["one that lies far in the past moves nothing before it", [50, 60, 0, 70], [50, 60, 60, 70]],
  ["the newest that lies far in the past", [50, 60, 0], [50, 60, 60]],
  ["of two, one of a clock that was never set", [50, -9999], [50, 50]],
  ["the oldest one is far too late", [90, 3, 4, 5], [3, 3, 4, 5]],
  ["the oldest one of a clock that was never set", [-9999, -9998, 7, 8], [7, 7, 7, 8]],
  ["all of them", [-9999, -9998], [NOW, NOW]],
  ["both at once", [10, -1, 20, 5000, 30, 90, 40, 50], [10, 10, 20, 30, 30, 40, 40, 50]],
  ["nothing", [], []],
])("%s", (_what, dates, expected) => {
  expect(times(...dates)).toEqual(expected);
});

const dates = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 12 });

test("times never run backwards, nor past now, and no row of believable dates is longer than the one believed", () => {
  fc.assert(
    fc.property(dates, (given) => {
      const found = times(...given);
      expect(found).toEqual(found.toSorted((a, b) => a - b));
      for (const time of found) expect(time).toBeLessThanOrEqual(NOW);
      const kept = given.filter((date, at) => found[at] === date).length;
      expect(kept).toBeGreaterThanOrEqual(longest(given.filter((date) => date <= NOW)));
    }),
  );
});

/** The plain way: the longest row that ends with each. */
function longest(given: readonly number[]): number {
  const lengths: number[] = [];
  for (const [at, date] of given.entries()) {
    lengths.push(1 + Math.max(0, ...lengths.filter((_, other) => (given[other] as number) <= date && other < at)));
  }
  return Math.max(0, ...lengths);
}
