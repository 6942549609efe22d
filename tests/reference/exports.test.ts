import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareVersions } from "../../src/kernel/index.ts";
import {
  allVerdicts,
  type BinaryVersions,
  createDebianJudge,
  debianJson,
  debsecanFiles,
  dpkgJudge,
  loadTracker,
  readBinaryDirectory,
  readIndexDirectory,
  type SourceVersions,
  type Tracker,
} from "../../src/tracker/index.ts";

const REFERENCE = resolve(import.meta.dirname, "../..", process.env.SAMEDAY_REFERENCE ?? "../shared", "tracker");
const scratch = mkdtempSync(join(tmpdir(), "sameday-exports-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let archive: SourceVersions;
let binaries: BinaryVersions;
beforeAll(async () => {
  unpack("gold/archive.tar.xz", scratch);
  archive = await readIndexDirectory(join(scratch, "archive"));
  binaries = await readBinaryDirectory(join(scratch, "archive"));
});

describe.each(["gold-small", "gold"])("%s", (set) => {
  let tracker: Tracker;
  const directory = join(scratch, set);
  beforeAll(async () => {
    unpack(`${set}/inputs.tar.xz`, directory);
    unpack(`${set}/debsecan.tar.xz`, join(directory, "debsecan"));
    tracker = await loadTracker([{ name: "debian", directory }]);
  });

  test("as Debian, the JSON is Debian's byte for byte", () => {
    const gold = execFileSync("xz", ["-dc", join(REFERENCE, set, "data.json.xz")], { maxBuffer: 64 * 1024 * 1024 });
    const ours = Buffer.from([...debianJson(tracker, archive, createDebianJudge(tracker))].join(""), "latin1");
    expect(ours.length).toBe(gold.length);
    expect(ours.equals(gold)).toBe(true);
  });

  test("as Debian, debsecan's data hold the same records, and those of today's format byte for byte", () => {
    const files = [...debsecanFiles(tracker, archive, binaries, createDebianJudge(tracker))];
    expect(files.map(({ path }) => path).sort()).toHaveLength(11);
    for (const { path, text } of files) {
      const gold = readFileSync(join(directory, "debsecan", path.replaceAll("/", "_")), "latin1");
      if (path.startsWith("release/1/")) expect(text === gold, path).toBe(true);
      else expect(text.split("\n").sort().join("\n") === gold.split("\n").sort().join("\n"), path).toBe(true);
    }
  });

  test("judged by us, debsecan's rule gives the verdict for every version in the archive", () => {
    const files = new Map([...debsecanFiles(tracker, archive, binaries, dpkgJudge)].map((one) => [one.path, one.text]));
    let compared = 0;
    const differing: string[] = [];
    for (const release of ["bookworm", "trixie"]) {
      const fixes = fixesIn(files.get(`release/1/${release}`) ?? "");
      for (const verdict of allVerdicts(tracker, archive, dpkgJudge, { release })) {
        const { counted } = verdict.basis;
        if (verdict.urgency === "unimportant" || verdict.status === "undetermined" || counted === undefined) continue;
        const fix = fixes.get(`${verdict.package} ${verdict.issue}`);
        const open = fix !== undefined && (fix === "" || compareVersions(counted.row.version, fix) < 0);
        compared += 1;
        if (open !== (verdict.status === "vulnerable"))
          differing.push(`${verdict.package} ${verdict.issue} ${release}`);
      }
    }
    expect(differing.slice(0, 10)).toEqual([]);
    expect(compared).toBeGreaterThan(1000);
  });
});

/** Fix by package and issue, read from the second format as its client reads it. */
function fixesIn(text: string): ReadonlyMap<string, string> {
  const [issues = [], packages = []] = text.split("\n\n").map((part) => part.split("\n"));
  const names = issues.slice(1).map((line) => line.split(",")[0]);
  return new Map(
    packages.map((line) => {
      const [name, at, , fix = ""] = line.split(",");
      return [`${name} ${names[Number(at)]}`, fix];
    }),
  );
}

function unpack(archiveFile: string, directory: string): void {
  mkdirSync(directory, { recursive: true });
  execFileSync("tar", ["-xJf", join(REFERENCE, archiveFile), "-C", directory]);
}
