import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";
import { csafFiles, csafSummaries, osvFiles, osvSummaries, writeExport } from "../../src/tracker/index.ts";
import { createScratch, HOUSE, loadWorld, type World } from "./exports-data.ts";

/** Files as readers find them, held against what the formats' makers publish. */

const scratch = createScratch("schemas");
afterAll(() => rmSync(scratch.directory, { recursive: true, force: true }));

const SCHEMAS = resolve(import.meta.dirname, "../../third_party/csaf-validator-lib");
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
  const validate = csafValidator();
  const documents = entries.filter(({ path }) => path.startsWith("white/2026/"));
  expect(documents.length).toBeGreaterThan(1500);
  for (const { path } of documents) {
    const text = readFileSync(join(directory, path), "utf8");
    expect(validate(JSON.parse(text)), `${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`).toBe(true);
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

test("the schema refuses a document that says nothing about its tracking", () => {
  expect(csafValidator()({ document: { category: "csaf_vex" } })).toBe(false);
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

function csafValidator() {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  for (const name of ["cvss-v2.0", "cvss-v3.0", "cvss-v3.1"]) {
    // CSAF's schema refers to them without the date at the end of their own names.
    const schema = JSON.parse(readFileSync(join(SCHEMAS, `${name}.json`), "utf8"));
    ajv.addSchema({ ...schema, $id: `https://www.first.org/cvss/${name}.json` });
  }
  return ajv.compile(JSON.parse(readFileSync(join(SCHEMAS, "csaf_json_schema.json"), "utf8")));
}
