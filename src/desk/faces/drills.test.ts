import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { drillsModel } from "./drills.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sd-drills-"));
});
afterEach(() => rm(directory, { recursive: true }));

const result = {
  at: "2026-11-21T12:00:00.000Z",
  ...{ package: "libmodbus", release: "bookworm", vulnerable: "3.1.6-2.1", fixed: "3.1.6-2.1+deb12u1" },
  ...{ outcome: "fixed", proof: "libmodbus5 3.1.6-2.1+deb12u1", toQueue: 41_000, total: 150_000, stages: [] },
};

test("a measured drill has its own share; one from before the measurement has none; newest first", async () => {
  const file = join(directory, "results.jsonl");
  // Without `ownShare`, `own` was another thing.
  await appendFile(file, `${JSON.stringify({ ...result, package: "old", own: 900 })}\n`);
  await appendFile(file, `${JSON.stringify({ ...result, own: 4000, ownShare: 0.0267, ownCpu: 2500 })}\n{"at":`);
  const { runs, ownShareAim } = await drillsModel(file, 24);
  expect(ownShareAim).toBe(0.05);
  expect(runs.map(({ package: name, own }) => ({ name, own }))).toEqual([
    { name: "libmodbus", own: { share: 0.0267, ms: 4000, cpuMs: 2500 } },
    { name: "old", own: null },
  ]);
});
