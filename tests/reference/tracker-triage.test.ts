import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { measureQuality, readIndexDirectory, type SourceVersions } from "../../src/tracker/index.ts";

/**
 * How often the right decision stands first. The reference list is made by rules: texts about packages name them (cut at
 * 70 characters), texts of what is not for us are words by chance that tell nothing of the product.
 */

const REFERENCE = resolve(import.meta.dirname, "../..", process.env.SAMEDAY_REFERENCE ?? "../shared", "tracker");
const NEWEST = 2000;
const scratch = mkdtempSync(join(tmpdir(), "sameday-triage-reference-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let archive: SourceVersions;
beforeAll(async () => {
  execFileSync("tar", ["-xJf", join(REFERENCE, "gold/archive.tar.xz"), "-C", scratch]);
  archive = await readIndexDirectory(join(scratch, "archive"));
});

test("of the newest issues that name their package, the right one mostly stands first", () => {
  const directory = join(scratch, "gold");
  mkdirSync(directory);
  execFileSync("tar", ["-xJf", join(REFERENCE, "gold/inputs.tar.xz"), "-C", directory]);
  const quality = measureQuality(readFileSync(join(directory, "CVE/list")), archive, NEWEST);
  console.log("triage, reference list:", JSON.stringify(quality));
  expect(quality.hidden).toBe(NEWEST);
  expect(quality.packages.first).toBeGreaterThanOrEqual(quality.named * 0.8);
  // Better than whoever always says the same.
  const right = quality.packages.kind + quality.notForUs.kind;
  expect(right / quality.hidden).toBeGreaterThan(quality.alwaysNotForUs);
});
