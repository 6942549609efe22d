import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseList } from "../../src/tracker/index.ts";
import { makeFullData } from "./full-data.ts";
import type { Report } from "./report.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const RUNS = 5;
/** Debian's own tracker on the same data, in CPU milliseconds: its syntax check alone, and its update of everything. */
const DEBIAN_CHECK = 4700;
const DEBIAN_UPDATE = 365_000;

/** Cold start to every verdict, in a process of its own; what it prints is read below. */
const ALL_VERDICTS = `
  const { allVerdicts, dpkgJudge, loadTracker, packagesNamed, readIndexDirectory, statusRow } = await import(process.argv[1]);
  const tracker = await loadTracker([{ name: "debian", directory: process.argv[2] }]);
  const archive = await readIndexDirectory(process.argv[3], packagesNamed(tracker));
  const rows = [];
  for (const verdict of allVerdicts(tracker, archive, dpkgJudge)) rows.push(statusRow(verdict, tracker, dpkgJudge));
  rows.sort();
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  console.log(JSON.stringify({ rows: rows.length, wall: performance.now(), cpu: (userCPUTime + systemCPUTime) / 1000, user: userCPUTime / 1000, megabytes: maxRSS / 1024 }));
`;

/** Strings, maps and a sort, as judging does them: a machine that is busy with others makes this worse in the same measure. */
const YARDSTICK = `
  const started = process.cpuUsage();
  const words = Array.from({ length: 300_000 }, (_, at) => "word " + ((at * 7919) % 300_007));
  const seen = new Map();
  for (let round = 0; round < 5; round += 1) for (const word of words) seen.set(word + round, { word, round });
  words.sort();
  console.log(JSON.stringify({ user: process.cpuUsage(started).user / 1000, seen: seen.size }));
`;

/** A list of Debian's full size (330,000 issues, 44 MB) with eight suites: parsed, and judged from nothing. */
export async function bench(report: Report): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "sameday-bench-tracker-"));
  try {
    const { data, archive } = makeFullData(scratch);
    benchParse(report, readFileSync(join(data, "CVE/list")));
    benchVerdicts(report, data, archive);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function benchParse(report: Report, bytes: Uint8Array): void {
  const cpu: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const before = process.cpuUsage();
    const { problems } = parseList(bytes, { path: "CVE/list", kind: "issues" });
    const { user, system } = process.cpuUsage(before);
    if (problems.length > 0) throw new Error("The generated list has problems.");
    cpu.push((user + system) / 1000);
  }
  const best = Math.min(...cpu);
  const megabytes = bytes.length / 1e6;
  const limit = Math.round(megabytes * 10);
  report({
    name: `parse of ${Math.round(megabytes)} MB, CPU`,
    value: Math.round(best),
    unit: "ms",
    limit,
    peer: DEBIAN_CHECK,
  });
  report({ name: "parse, first run, CPU", value: Math.round(cpu[0] ?? 0), unit: "ms" });
  report({ name: "parse, per CPU second", value: Math.round((megabytes / best) * 1000), unit: "MB" });
}

function benchVerdicts(report: Report, data: string, archive: string): void {
  // The first start compiles the checkout; it is not what is measured.
  execFileSync(join(ROOT, "sameday"), ["--version"], { stdio: "ignore" });
  const least = leastOf(ALL_VERDICTS, join(ROOT, "dist/tracker/index.js"), data, archive);
  const yardstick = leastOf(YARDSTICK)("user");
  report({ name: "rows judged", value: least("rows"), unit: "rows" });
  report({ name: "from nothing to all verdicts, wall", value: least("wall"), unit: "ms", limit: 2500 });
  report({ name: "from nothing to all verdicts, CPU", value: least("cpu"), unit: "ms", peer: DEBIAN_UPDATE });
  report({ name: "from nothing to all verdicts, user CPU", value: least("user"), unit: "ms" });
  report({ name: "yardstick of the machine, user CPU", value: yardstick, unit: "ms" });
  report({
    name: "all verdicts by the yardstick",
    value: Math.round((least("user") / yardstick) * 100) / 100,
    unit: "x",
  });
  report({
    name: "from nothing to all verdicts, memory",
    value: least("megabytes"),
    unit: "MB",
    limit: 400,
    peer: 272,
  });
}

/** The least of three runs of a script in a process of its own, figure by figure. */
function leastOf(script: string, ...words: readonly string[]): (key: string) => number {
  const argv = ["--input-type=module", "-e", script, ...words];
  const runs = Array.from(
    { length: 3 },
    () => JSON.parse(execFileSync(process.execPath, argv, { encoding: "utf8" })) as Record<string, number>,
  );
  return (key) => Math.round(Math.min(...runs.map((run) => run[key] ?? Number.NaN)));
}
