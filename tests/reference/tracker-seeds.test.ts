import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  allVerdicts,
  checkTracker,
  createDebianJudge,
  loadTracker,
  readIndexDirectory,
  type SourceVersions,
  statusRow,
} from "../../src/tracker/index.ts";
import { debianRows } from "./debian-oracle.ts";

/**
 * Lists that nobody has seen before, against Debian's rules written a second time. SAMEDAY_SEEDS says how many (default 8);
 * SAMEDAY_FIRST_SEED where to begin, so that every night can have its own.
 */

const REFERENCE = resolve(import.meta.dirname, "../..", process.env.SAMEDAY_REFERENCE ?? "../shared", "tracker");
const SEEDS = Array.from(
  { length: Number(process.env.SAMEDAY_SEEDS ?? 8) },
  (_, at) => Number(process.env.SAMEDAY_FIRST_SEED ?? 1001) + at,
);
const scratch = mkdtempSync(join(tmpdir(), "sameday-seeds-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let archive: SourceVersions;
beforeAll(async () => {
  mkdirSync(join(scratch, "lists"));
  mkdirSync(join(scratch, "gold"));
  execFileSync("tar", ["-xJf", join(REFERENCE, "gold/archive.tar.xz"), "-C", scratch]);
  execFileSync("tar", ["-xJf", join(REFERENCE, "advisory-lists.tar.xz"), "-C", join(scratch, "lists")]);
  execFileSync("tar", ["-xJf", join(REFERENCE, "gold/inputs.tar.xz"), "-C", join(scratch, "gold")]);
  archive = await readIndexDirectory(join(scratch, "archive"));
});

describe("the second writing of Debian's rules is Debian's", () => {
  test.each(["gold-small", "gold"])("%s", (set) => {
    const data = join(scratch, `inputs-${set}`);
    mkdirSync(data);
    execFileSync("tar", ["-xJf", join(REFERENCE, set, "inputs.tar.xz"), "-C", data]);
    const gold = execFileSync("xz", ["-dc", join(REFERENCE, set, "verdicts.tsv.xz")], {
      maxBuffer: 256 * 1024 * 1024,
      encoding: "latin1",
    });
    expect(`${debianRows(data, join(scratch, "archive")).join("\n")}\n` === gold).toBe(true);
  });
});

describe("freshly made lists", () => {
  test.each(SEEDS)("seed %i: every row is as Debian's rules want it", async (seed) => {
    const data = generate("small", seed);
    const tracker = await loadTracker([{ name: "debian", directory: data }]);
    expect(checkTracker(tracker).filter(({ problem }) => problem.severity === "error")).toEqual([]);
    const judge = createDebianJudge(tracker);
    const ours = Array.from(allVerdicts(tracker, archive, judge), (found) => statusRow(found, tracker, judge)).sort();
    const theirs = debianRows(data, join(scratch, "archive"));
    const known = new Set(theirs);
    expect(ours.filter((row) => !known.has(row)).slice(0, 10)).toEqual([]);
    expect(ours.length).toBe(theirs.length);
    expect(ours.length).toBeGreaterThan(3000);
  });
});

function generate(size: string, seed: number): string {
  const data = join(scratch, `seed-${seed}`);
  const places = ["--archive", join(scratch, "archive"), "--lists", join(scratch, "lists"), "--out", data];
  execFileSync("python3", [join(REFERENCE, "gen_cve_list.py"), "--size", size, "--seed", String(seed), ...places], {
    stdio: "ignore",
  });
  copyFileSync(join(scratch, "gold/config.json"), join(data, "config.json"));
  expect(readFileSync(join(data, "CVE/list")).length).toBeGreaterThan(100_000);
  return data;
}
