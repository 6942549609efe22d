import { expect, test } from "vitest";
import { afterFailure } from "./back-off.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

test("the waits grow, last over a weekend in all, and end", () => {
  const waits: number[] = [];
  for (let tries = 1; ; tries += 1) {
    const next = afterFailure(tries, NOW);
    if (next === null) break;
    waits.push(next.getTime() - NOW.getTime());
  }
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(2.5 * 24 * 3_600_000);
  expect(waits.length).toBeLessThan(20);
});
