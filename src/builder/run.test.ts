import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultSpace, parseCpuList, shareCpus } from "./run.ts";

describe("processors", () => {
  test.each([
    ["0", [0]],
    ["0-3", [0, 1, 2, 3]],
    ["0-1,4,6-7", [0, 1, 4, 6, 7]],
  ])("list %s", (text, cpus) => {
    expect(parseCpuList(text)).toEqual(cpus);
  });

  test("every slot has all of them, and slots begin with different ones while there are enough", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 16 }), (count, slots) => {
        const cpus = Array.from({ length: count }, (_, index) => index);
        const shared = shareCpus(cpus, slots);
        expect(shared).toHaveLength(slots);
        for (const mine of shared) expect([...mine].sort((a, b) => a - b)).toEqual(cpus);
        expect(new Set(shared.map((mine) => mine[0])).size).toBe(Math.min(count, slots));
      }),
    );
  });
});

describe("space for a chroot", () => {
  const GIB = 1024 ** 3;
  test.each([
    [64 * GIB, 1, 8192],
    [16 * GIB, 2, 4096],
    [6 * GIB, 1, 3072],
    [2 * GIB, 1, "disk"],
    [16 * GIB, 8, "disk"],
  ])("%i bytes, %i slots: %s", (total, slots, space) => {
    expect(defaultSpace(total, slots)).toBe(space);
  });
});
