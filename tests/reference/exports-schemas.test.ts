import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";
import {
  csafFiles,
  csafSummaries,
  openvexFiles,
  osvFiles,
  osvSummaries,
  writeExport,
} from "../../src/tracker/index.ts";
import { exportFaults, REFERENCE_SCHEMAS, validatorOf } from "../system/export-faults.ts";
import { createScratch, HOUSE, loadWorld, type World } from "./exports-data.ts";

/** Files as readers find them, held against what the formats' makers publish. */

const scratch = createScratch("schemas");
afterAll(() => rmSync(scratch.directory, { recursive: true, force: true }));

const NOW = new Date("2026-11-21T08:00:00Z");

let world: World;
beforeAll(async () => {
  world = await loadWorld(scratch, "gold-small");
});

test("every CSAF document holds to the published schema, stands in its year's folder and has its hashes beside it", async () => {
  const directory = join(scratch.directory, "csaf");
  const { tracker, archive, judge } = world;
  const entries = await writeExport(
    directory,
    (before) => csafFiles(tracker, archive, judge, HOUSE, before, NOW),
    NOW,
    (documents) => csafSummaries(documents, HOUSE),
  );
  const documents = entries.filter(({ path }) => path.startsWith("white/2026/"));
  expect(documents.length).toBeGreaterThan(1500);
  for (const { path } of documents) {
    const text = readFileSync(join(directory, path), "utf8");
    expect(exportFaults("csaf", basename(path), text, 1).slice(0, 3)).toEqual([]);
  }
  const folder = join(directory, "white/2026");
  const some = documents.slice(0, 50).map(({ path }) => path.slice("white/2026/".length));
  for (const program of ["sha256", "sha512"]) {
    execFileSync(`${program}sum`, ["--check", "--strict", ...some.map((name) => `${name}.${program}`)], {
      cwd: folder,
    });
  }
  const index = readFileSync(join(directory, "white/index.txt"), "utf8").trimEnd().split("\n");
  expect(index).toEqual(documents.map(({ path }) => path.slice("white/".length)));
  const changes = readFileSync(join(directory, "white/changes.csv"), "utf8").trimEnd().split("\n");
  expect(changes).toHaveLength(index.length);
  expect(changes[0]).toBe(`"${index[0]}","${NOW.toISOString()}"`);
});

test.each([
  ["osv", osvFiles],
  ["openvex", openvexFiles],
] as const)("every document of %s holds to its form and rules", (form, files) => {
  let count = 0;
  for (const { path, render } of files(world.tracker, world.archive, world.judge, HOUSE)) {
    const text = Array.from(render([NOW.toISOString()]), String).join("");
    expect(exportFaults(form, path, text, 1).slice(0, 3)).toEqual([]);
    count += 1;
  }
  expect(count).toBeGreaterThan(1500);
});

test.skipIf(!existsSync(REFERENCE_SCHEMAS)).each(["osv", "openvex"] as const)(
  "the published schema of %s was at hand for that, and refuses an empty document",
  (form) => {
    expect(validatorOf(form)?.({})).toBe(false);
  },
);

test("the schema of CSAF refuses a document that says nothing about its tracking", () => {
  expect(validatorOf("csaf")?.({ document: { category: "csaf_vex" } })).toBe(false);
});

test("all.zip holds every OSV record, and is made anew only when one changed", async () => {
  const directory = join(scratch.directory, "osv");
  const { tracker, archive, judge } = world;
  const runner = createProcessRunner(scratch.directory);
  const write = (now: Date) =>
    writeExport(directory, osvFiles(tracker, archive, judge, HOUSE), now, (entries) =>
      osvSummaries(entries, directory, runner),
    );
  const entries = await write(NOW);
  const records = entries.filter(({ path }) => path.endsWith(".json"));
  execFileSync("unzip", ["-q", "all.zip", "-d", "unpacked"], { cwd: directory });
  for (const { path } of records) {
    expect(readFileSync(join(directory, "unpacked", path)).equals(readFileSync(join(directory, path)))).toBe(true);
  }
  const again = await write(new Date("2026-11-22T08:00:00Z"));
  expect(again.filter(({ changed }) => changed !== NOW.toISOString())).toEqual([]);
});
