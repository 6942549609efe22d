import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DrillResult, keepResult, readResults } from "./results.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sd-drill-"));
});
afterEach(() => rm(directory, { recursive: true }));

const result: DrillResult = {
  at: "2026-11-21T12:00:00.000Z",
  package: "libmodbus",
  release: "bookworm",
  vulnerable: "3.1.6-2.1",
  fixed: "3.1.6-2.1+deb12u1",
  architectures: ["amd64"],
  issues: ["CVE-2024-10918"],
  outcome: "fixed",
  proof: "libmodbus5 3.1.6-2.1+deb12u1",
  toQueue: 41_000,
  total: 150_000,
  own: 4000,
  ownShare: 4000 / 150_000,
  ownCpu: 2500,
  stages: [{ name: "build amd64", from: 1000, to: 38_000, by: "machine", result: "passed", tools: 36_000 }],
};

test("results are kept in order, and a line that a kill cut short spoils no other", async () => {
  const file = join(directory, "drills", "results.jsonl");
  await keepResult(file, result);
  await appendFile(file, '{"at":"2026-11-2\n');
  await keepResult(file, { ...result, package: "pyasn1" });
  expect((await readResults(file)).map((one) => one.package)).toEqual(["libmodbus", "pyasn1"]);
});

test("results from before the own share was measured are read", async () => {
  const file = join(directory, "results.jsonl");
  const { ownShare, ownCpu, stages, ...old } = result;
  const [{ tools, ...stage } = stages[0] as DrillResult["stages"][number]] = stages;
  await appendFile(file, `${JSON.stringify({ ...old, stages: [stage] })}\n`);
  expect(await readResults(file)).toEqual([{ ...old, stages: [stage] }]);
});

test("a team that never had a drill has no results", async () => {
  expect(await readResults(join(directory, "none"))).toEqual([]);
});
