import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DirectorySuite, loadIndexDirectory } from "../../src/archive/index.ts";
import {
  createPackagesReader,
  createSourcesReader,
  parsePackages,
  parseSources,
  StringPool,
} from "../../src/debian/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

const repository = resolve(import.meta.dirname, "../..");
const file = join(resolve(repository, process.env.SAMEDAY_REFERENCE ?? "../shared"), "tracker/gold/archive.tar.xz");
let scratch = "";
let suites: readonly DirectorySuite[] = [];

beforeAll(async () => {
  if (!existsSync(file)) throw new Error(`${file} is missing; set SAMEDAY_REFERENCE to the reference directory.`);
  scratch = await mkdtemp(join(tmpdir(), "archive-reference-"));
  execFileSync("tar", ["-xJf", file, "-C", scratch, "--strip-components=1"]);
  suites = await loadIndexDirectory(createProcessRunner(scratch), scratch);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

test("eight suites of real data are read without a problem", () => {
  expect(suites.map((suite) => suite.index.suite).sort()).toEqual([
    "bookworm",
    "bookworm-security",
    "bullseye",
    "bullseye-security",
    "forky",
    "sid",
    "trixie",
    "trixie-security",
  ]);
  expect(suites.flatMap((suite) => suite.index.problems)).toEqual([]);
  expect(suites.find((suite) => suite.index.suite === "sid")?.index.source("bash")?.binaries).toContain("bash-doc");
});

test("the index readers give what the plain parser gives on every file", async () => {
  const names = (await readdir(scratch)).filter((name) => /_(?:Sources|Packages)$/.test(name));
  let entries = 0;
  for (const name of names) {
    const bytes = await readFile(join(scratch, name));
    const index = { file: name, component: "main" };
    const isSources = name.endsWith("Sources");
    const reader = isSources
      ? createSourcesReader(index, new StringPool())
      : createPackagesReader(index, new StringPool());
    for (let at = 0; at < bytes.length; at += 100_003) reader.feed(bytes.subarray(at, at + 100_003));
    const fast = reader.end();
    expect(fast).toEqual(isSources ? parseSources(bytes, index) : parsePackages(bytes, index));
    entries += fast.value.length;
  }
  expect(entries).toBeGreaterThan(500_000);
});
