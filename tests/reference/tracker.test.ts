import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  allVerdicts,
  checkTracker,
  createDebianJudge,
  debianRefuses,
  dpkgJudge,
  loadTracker,
  readIndexDirectory,
  readLayerFiles,
  renderList,
  type SourceVersions,
  statusRow,
  type Tracker,
} from "../../src/tracker/index.ts";

const REFERENCE = resolve(import.meta.dirname, "../..", process.env.SAMEDAY_REFERENCE ?? "../shared", "tracker");
const scratch = mkdtempSync(join(tmpdir(), "sameday-tracker-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let archive: SourceVersions;
beforeAll(async () => {
  execFileSync("tar", ["-xJf", join(REFERENCE, "gold/archive.tar.xz"), "-C", scratch]);
  archive = await readIndexDirectory(join(scratch, "archive"));
});

describe.each(["gold-small", "gold"])("%s", (set) => {
  let tracker: Tracker;
  const directory = join(scratch, set);
  beforeAll(async () => {
    execFileSync("mkdir", [directory]);
    execFileSync("tar", ["-xJf", join(REFERENCE, set, "inputs.tar.xz"), "-C", directory]);
    tracker = await loadTracker([{ name: "debian", directory }]);
  });

  test("as Debian, every row is Debian's", () => {
    const judge = createDebianJudge(tracker);
    const rows: string[] = [];
    for (const verdict of allVerdicts(tracker, archive, judge)) rows.push(statusRow(verdict, tracker, judge));
    rows.sort();
    const gold = unpack(join(REFERENCE, set, "verdicts.tsv.xz"))
      .trimEnd()
      .split("\n");
    const differing = differences(gold, rows);
    console.log(`${set}: ${differing.length} of ${gold.length} rows differ from Debian's`);
    expect(differing.slice(0, 20)).toEqual([]);
    expect(rows.length).toBe(gold.length);
  });

  test("by dpkg's order, only what deviations explain differs from Debian", () => {
    const debian = createDebianJudge(tracker);
    const theirs = new Map([...allVerdicts(tracker, archive, debian)].map((v) => [key(v), v.status]));
    const reasons = new Map<string, number>();
    for (const ours of allVerdicts(tracker, archive, dpkgJudge)) {
      const before = theirs.get(key(ours));
      if (before === undefined || before === ours.status) continue;
      const why = explained(ours.status, before, ours.basis.rows.length);
      reasons.set(why, (reasons.get(why) ?? 0) + 1);
    }
    console.log(`${set}: answers that differ on purpose`, Object.fromEntries(reasons));
    expect([...reasons.keys()]).not.toContain("unexplained");
  });

  test("Debian's own check finds nothing in it, and neither do we", () => {
    expect(checkTracker(tracker).filter(({ problem }) => debianRefuses(problem))).toEqual([]);
  });

  test("every list comes back byte for byte", async () => {
    const files = await readLayerFiles(directory);
    for (const list of [...(tracker.layers[0]?.lists ?? []), ...(tracker.layers[0]?.planned ?? [])]) {
      expect(Buffer.compare(Buffer.from(renderList(list)), Buffer.from(files.get(list.path) as Uint8Array))).toBe(0);
    }
  });
});

function key(verdict: { readonly package: string; readonly release: string; readonly issue: string }): string {
  return `${verdict.package} ${verdict.release} ${verdict.issue}`;
}

/** The deliberate deviations: rejected issues, not affected below 0, equal versions spelt differently, several suites or areas of one release. */
function explained(ours: string, theirs: string, rows: number): string {
  if (ours === "rejected") return "rejected is not open";
  if (theirs === "vulnerable" && ours === "not-affected") return "not affected below version 0";
  if (rows > 1) return "another suite or area decides";
  if (theirs === "vulnerable" && ours === "fixed") return "equal is equal";
  return theirs === "fixed" && ours === "vulnerable" ? "a backport's suffix counts" : "unexplained";
}

function differences(gold: readonly string[], rows: readonly string[]): readonly string[] {
  const ours = new Set(rows);
  const theirs = new Set(gold);
  return [
    ...gold.filter((row) => !ours.has(row)).map((row) => `- ${row}`),
    ...rows.filter((row) => !theirs.has(row)).map((row) => `+ ${row}`),
  ];
}

function unpack(path: string): string {
  return execFileSync("xz", ["-dc", path], { maxBuffer: 256 * 1024 * 1024, encoding: "latin1" });
}
