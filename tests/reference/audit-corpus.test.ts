import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit, type Finding } from "../../src/audit/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { marksOf, severityOf } from "./audit-marks.ts";
import { labelledTree, readCorpus } from "./audit-trees.ts";

const corpus = readCorpus();
const scratch = mkdtempSync(join(tmpdir(), "sameday-audit-corpus-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const trees = [...new Map(corpus.map(({ tree, commit }) => [tree, commit]))].map(
  ([tree, commit]) => [tree, labelledTree(tree, commit, scratch)] as const,
);

describe.each(trees)("%s", (tree, path) => {
  if (path === undefined) {
    test.skip("its tree is neither in SAMEDAY_AUDIT_TREES nor in a mirror beside the reference", () => undefined);
    return;
  }
  let findings: readonly Finding[];
  beforeAll(async () => {
    const processes = createProcessRunner("/nonexistent");
    findings = (await audit({ path, scope: "tree", rules: [], processes })).findings;
  });

  test.each(["a", "b", "c", "d", "e", "f"])("class %s meets the labels", (letter) => {
    const marks = marksOf(
      corpus.filter((row) => row.tree === tree && row.class === letter),
      findings.filter((finding) => finding.class === letter),
    );
    const missed = marks.missed.map((group) => ({
      severity: severityOf(group),
      rows: group.map(({ path: file, line }) => `${file}:${line}`),
    }));
    expect(missed.filter(({ severity }) => severity !== "low")).toEqual([]);
    const low = marks.found.filter((group) => severityOf(group) === "low").length;
    const lowMissed = missed.filter(({ severity }) => severity === "low");
    expect(lowMissed.length, JSON.stringify(lowMissed)).toBeLessThanOrEqual(0.05 * (low + lowMissed.length));
    expect(marks.wrong.map(({ row, finding }) => `${row.path}:${row.line} ${finding.rule}`)).toEqual([]);
  });

  test("every file of a kind can be read and parsed", () => {
    expect(findings.filter(({ class: letter, severity }) => letter === "x" && severity !== "note")).toEqual([]);
  });
});
