import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCpuList, shareCpus } from "./run.ts";

describe("processors", () => {
  test.each([
    ["0", [0]],
    ["0-3", [0, 1, 2, 3]],
    ["0-1,4,6-7", [0, 1, 4, 6, 7]],
  ])("list %s", (text, cpus) => {
    expect(parseCpuList(text)).toEqual(cpus);
  });

  test("every slot has one, and all are used when there are enough slots", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 16 }), (count, slots) => {
        const cpus = Array.from({ length: count }, (_, index) => index);
        const shared = shareCpus(cpus, slots);
        expect(shared).toHaveLength(slots);
        expect(shared.every((mine) => mine.length > 0)).toBe(true);
        expect(new Set(shared.flat()).size).toBe(Math.max(Math.min(count, slots), count));
      }),
    );
  });
});
