import fc from "fast-check";
import { expect, test } from "vitest";
import { coveredBy, measureOwnShare } from "./own-share.ts";

const SPAN = { from: 100, to: 200 };

test.each([
  ["nothing", [], 0],
  ["one inside", [{ from: 110, to: 130 }], 20],
  ["what reaches beyond both ends", [{ from: 0, to: 900 }], 100],
  ["what is elsewhere", [{ from: 0, to: 100 }, { from: 200, to: 300 }], 0], // biome-ignore format: one line a case
  ["two beside each other count once", [{ from: 120, to: 160 }, { from: 110, to: 130 }], 50], // biome-ignore format: one line a case
  ["one inside another", [{ from: 110, to: 190 }, { from: 120, to: 130 }, { from: 185, to: 195 }], 85], // biome-ignore format: one line a case
])("covered by %s", (_what, tools, covered) => expect(coveredBy(SPAN, tools)).toBe(covered));

test("covered time agrees with counting every millisecond", () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }));
  const spans = span.map(([from, length]) => ({ from, to: from + length }));
  fc.assert(
    fc.property(spans, fc.array(spans, { maxLength: 8 }), (whole, tools) => {
      const moments = Array.from({ length: whole.to - whole.from }, (_, index) => whole.from + index);
      const busy = moments.filter((moment) => tools.some((tool) => tool.from <= moment && moment < tool.to));
      expect(coveredBy(whole, tools)).toBe(busy.length);
    }),
  );
});

test("our own share is what no tool covers, the people's tools included; the desk's time before the drill is not in it", async () => {
  const started = new Date("2026-11-21T12:00:00Z");
  const zero = started.getTime();
  const gpg = [{ tool: "gpg", from: zero, to: zero + 200 }];
  let cpuMs = 5000;
  const desk = {
    measure: async () => ({ cpuMs, tools: [{ tool: "taskset", from: zero + 300, to: zero + 1000 }] }),
  };
  const end = await measureOwnShare(desk, started, gpg);
  cpuMs = 5700;
  const stage = { name: "build amd64", from: 250, to: 1000, by: "machine" as const, result: "passed" };
  const measured = await end(1000, [stage]);
  expect(measured).toMatchObject({ own: 100, ownShare: 0.1, stages: [{ ...stage, tools: 700 }] });
  expect(measured.ownCpu).toBeGreaterThanOrEqual(700);
});
