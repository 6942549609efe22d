import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audit } from "../../src/audit/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { marksOf, severityOf } from "./audit-marks.ts";
import { labelledTree, readCorpus } from "./audit-trees.ts";

/**
 * How the audit does on the labelled trees, class by class, with every row that it misses or takes wrongly:
 *
 *     SAMEDAY_AUDIT_TREES=DIR scripts/run-typescript tests/reference/audit-score.ts [CLASS]... [TREE]...
 */
const words = process.argv.slice(2);
const corpus = readCorpus();
const trees = [...new Map(corpus.map(({ tree, commit }) => [tree, commit]))].filter(([tree]) => isWanted(tree, /^t\d/));
const classes = [..."abcdef"].filter((letter) => isWanted(letter, /^[a-f]$/));
const scratch = mkdtempSync(join(tmpdir(), "sameday-audit-"));
for (const [tree, commit] of trees) {
  const path = labelledTree(tree, commit, scratch);
  if (path === undefined) {
    print(`${tree}: neither in SAMEDAY_AUDIT_TREES nor in a mirror beside the reference`);
    continue;
  }
  const processes = createProcessRunner("/nonexistent");
  const { findings } = await audit({ path, scope: "tree", rules: [], processes });
  for (const letter of classes) {
    const rows = corpus.filter((row) => row.tree === tree && row.class === letter);
    const marks = marksOf(
      rows,
      findings.filter((finding) => finding.class === letter),
    );
    print(
      `${tree} ${letter}: found ${marks.found.length}, missed ${marks.missed.length}, wrong ${marks.wrong.length}, not listed ${marks.unlisted.length}, other severity ${marks.otherSeverity.length}`,
    );
    for (const group of marks.missed)
      print(`  missed ${severityOf(group)} ${group.map((row) => `${row.path}:${row.line} (${row.why})`).join(" | ")}`);
    for (const { row, finding } of marks.wrong)
      print(`  wrong ${finding.severity} ${row.path}:${row.line} ${finding.rule}: ${finding.message} (${row.why})`);
    for (const { path: file, line, severity, rule, message } of marks.unlisted)
      print(`  not listed ${severity} ${file}:${line} ${rule}: ${message}`);
    for (const { row, reported } of marks.otherSeverity)
      print(`  severity ${reported} instead of ${row.severity} ${row.path}:${row.line} (${row.why})`);
  }
  if (words.includes("x") || words.length === 0)
    for (const { path: file, line, severity, message } of findings.filter((finding) => finding.class === "x"))
      print(`${tree} x: ${severity} ${file}:${line} ${message}`);
}
rmSync(scratch, { recursive: true });

function isWanted(word: string, form: RegExp): boolean {
  const named = words.filter((each) => form.test(each));
  return named.length === 0 || named.includes(word);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
