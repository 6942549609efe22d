import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { answerOf, audit, hasHits, loadWaivers, RULES } from "../../src/audit/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/* This repository passes its own audit: as it is in the work tree, without what git does not know. */

const ROOT = join(import.meta.dirname, "../..");
const tree = mkdtempSync(join(tmpdir(), "sameday-own-audit-"));
afterAll(() => rmSync(tree, { recursive: true }));

test("our own repository has no finding that nobody answers for", async () => {
  const known = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT });
  for (const path of known
    .toString()
    .split("\0")
    .filter((one) => one !== "" && existsSync(join(ROOT, one)))) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    cpSync(join(ROOT, path), join(tree, path), { verbatimSymlinks: true });
  }
  const processes = createProcessRunner(tree);
  const report = await audit({ path: tree, scope: "tree", rules: [], processes });
  const rules = RULES.map(({ id }) => id);
  const waivers = await loadWaivers({ root: tree, file: undefined, rules, now: new Date() });
  const answer = answerOf(report, waivers, { rules: [], addedAlone: false });
  expect(answer.findings.filter(({ severity }) => severity !== "note")).toEqual([]);
  expect(hasHits(answer)).toBe(false);
  // It has looked: the fixtures of every rule lie here, and are notes.
  expect(answer.files).toBeGreaterThan(100);
  expect(new Set(answer.findings.map(({ rule }) => rule)).size).toBeGreaterThan(10);
});
