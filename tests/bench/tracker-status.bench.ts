import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makeFullData } from "./full-data.ts";
import { type Measured, measuredProcess } from "./measured-process.ts";
import type { Report } from "./report.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const RUNS = 9;
const LIMIT = 2500;
/** Debian's syntax check of the same list, CPU milliseconds of the machine for which the limit was set. */
const DEBIAN_CHECK = 4700;

/**
 * `sameday tracker status` as a user types it, on data of Debian's full size. Where SAMEDAY_DEBIAN_TRACKER names a checkout
 * of Debian's tracker (with python3-apt), its syntax check of the list runs in turn with it and says how quick the machine
 * is at that moment.
 */
export async function bench(report: Report): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "sameday-bench-status-"));
  try {
    const { data, archive } = makeFullData(scratch);
    // The first start compiles the checkout; it is not what is measured.
    execFileSync(join(ROOT, "sameday"), ["--version"], { stdio: "ignore" });
    const words = ["tracker", "status", "--data", data, "--archive", archive, "--format", "tsv"];
    const check = await debianCheck(scratch, data);
    const ours: Measured[] = [];
    const theirs: Measured[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      ours.push(measuredProcess([join(ROOT, "sameday"), ...words]));
      if (check) theirs.push(measuredProcess(check));
    }
    const walls = ours.map(({ wall }) => wall).sort((a, b) => a - b);
    report({ name: "tracker status, wall, least", value: Math.round(walls[0] ?? 0), unit: "ms", limit: LIMIT });
    report({ name: "tracker status, wall, median", value: Math.round(median(walls)), unit: "ms", limit: LIMIT });
    report({ name: "tracker status, CPU", value: Math.round(median(ours.map(({ cpu }) => cpu))), unit: "ms" });
    const megabytes = Math.round(Math.max(...ours.map((run) => run.megabytes)));
    report({ name: "tracker status, memory at most", value: megabytes, unit: "MB", limit: 400 });
    if (theirs.length > 0) reportBeside(report, median(walls), median(theirs.map(({ cpu }) => cpu)));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function reportBeside(report: Report, wall: number, check: number): void {
  const hundredths = (value: number): number => Math.round(value * 100) / 100;
  report({
    name: "Debian's syntax check of the list alone, CPU",
    value: Math.round(check),
    unit: "ms",
    peer: DEBIAN_CHECK,
  });
  report({
    name: "status beside that check",
    value: hundredths(wall / check),
    unit: "times",
    limit: hundredths(LIMIT / DEBIAN_CHECK),
  });
}

/** The check reads its configuration beside itself, so that it is run from a copy. */
async function debianCheck(scratch: string, data: string): Promise<readonly string[] | undefined> {
  const checkout = process.env.SAMEDAY_DEBIAN_TRACKER;
  if (checkout === undefined) return undefined;
  const copy = join(scratch, "debian-tracker");
  await mkdir(join(copy, "data"), { recursive: true });
  for (const part of ["bin", "lib"]) await cp(join(checkout, part), join(copy, part), { recursive: true });
  await cp(join(data, "config.json"), join(copy, "data/config.json"));
  return ["/usr/bin/python3", join(copy, "bin/check-syntax"), "CVE", join(data, "CVE/list")];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
