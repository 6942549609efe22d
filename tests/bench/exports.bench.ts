import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Report } from "./report.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const REFERENCE = resolve(ROOT, process.env.SAMEDAY_REFERENCE ?? "../shared", "tracker");
const RUNS = 3;
/** Debian's own tracker for the same JSON: CPU milliseconds, and megabytes. */
const DEBIAN_JSON = { cpu: 22_700, megabytes: 358 };

/** Modules, data and archive are arguments; the last line printed is the measure. */
const HEAD = `
  const [, modules, data, indexes, out] = process.argv;
  const room = await import(modules + "/tracker/index.js");
  const used = () => { const { userCPUTime, systemCPUTime } = process.resourceUsage(); return { wall: performance.now(), cpu: (userCPUTime + systemCPUTime) / 1000 }; };
  const since = (before) => { const now = used(); return { wall: now.wall - before.wall, cpu: now.cpu - before.cpu }; };
  const tracker = await room.loadTracker([{ name: "debian", directory: data }]);
  const archive = await room.readIndexDirectory(indexes);
  const megabytes = () => process.resourceUsage().maxRSS / 1024;
`;

/** From nothing to the file, then what a server that holds the data needs for it again. */
const JSON_EXPORT = `${HEAD}
  const write = () => {
    const judge = room.createDebianJudge(tracker);
    const bytes = Buffer.concat(Array.from(room.debianJson(tracker, archive, judge), (piece) => Buffer.from(piece, "latin1")));
    return room.writeExport(out, [{ path: "json", bytes }], new Date());
  };
  const [{ bytes }] = await write();
  const cold = { ...used(), megabytes: megabytes() };
  const warm = [];
  for (let run = 0; run < 4; run += 1) { const before = used(); await write(); warm.push(since(before)); }
  const least = (key) => Math.min(...warm.map((run) => run[key]));
  console.log(JSON.stringify({ bytes, ...cold, warmWall: least("wall"), warmCpu: least("cpu") }));
`;

/** A form of one file an issue or release: everything, then once more with nothing changed. */
const FORM = `${HEAD}
  const { createProcessRunner } = await import(modules + "/system/index.js");
  const form = process.argv[5];
  const judge = room.dpkgJudge;
  const house = room.debianHouse("https://example.org/" + form);
  const runner = createProcessRunner(out);
  const binaries = form === "oval" ? await room.readBinaryDirectory(indexes) : undefined;
  const now = new Date();
  const parts = {
    osv: () => [room.osvFiles(tracker, archive, judge, house), (entries) => room.osvSummaries(entries, out, runner)],
    csaf: () => [(before) => room.csafFiles(tracker, archive, judge, house, before, now), (entries) => room.csafSummaries(entries, house)],
    openvex: () => [room.openvexFiles(tracker, archive, judge, house)],
    oval: () => [room.ovalFiles({ tracker, archive, binaries, judge, house }), (entries) => room.ovalSummaries(entries, out, runner)],
  };
  const write = async () => { const before = used(); const [files, summaries] = parts[form](); const entries = await room.writeExport(out, files, now, summaries); return { ...since(before), entries }; };
  const first = await write();
  const second = await write();
  const bytes = first.entries.reduce((sum, entry) => sum + entry.bytes, 0);
  console.log(JSON.stringify({ files: first.entries.length, bytes, wall: first.wall, cpu: first.cpu, again: second.wall, againCpu: second.cpu, megabytes: megabytes() }));
`;

/** Exports of the reference set (44,000 issues, 179,168 answers) with the archive's eight suites. */
export async function bench(report: Report): Promise<void> {
  if (!existsSync(REFERENCE)) throw new Error(`${REFERENCE} is missing; set SAMEDAY_REFERENCE.`);
  const scratch = mkdtempSync(join(tmpdir(), "sameday-bench-exports-"));
  try {
    const data = join(scratch, "gold");
    mkdirSync(data);
    execFileSync("tar", ["-xJf", join(REFERENCE, "gold/archive.tar.xz"), "-C", scratch]);
    execFileSync("tar", ["-xJf", join(REFERENCE, "gold/inputs.tar.xz"), "-C", data]);
    // The first start compiles the checkout; it is not what is measured.
    execFileSync(join(ROOT, "sameday"), ["--version"], { stdio: "ignore" });
    const run = (script: string, out: string, ...rest: readonly string[]): Record<string, number> => {
      const places = [join(ROOT, "dist"), data, join(scratch, "archive"), join(scratch, out), ...rest];
      const argv = ["--input-type=module", "-e", script, ...places];
      return JSON.parse(execFileSync(process.execPath, argv, { encoding: "utf8", maxBuffer: 1 << 26 }));
    };
    benchJson(report, () => run(JSON_EXPORT, "json"));
    for (const form of ["osv", "csaf", "openvex", "oval"]) {
      mkdirSync(join(scratch, form));
      benchForm(report, form, run(FORM, form, form));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function benchJson(report: Report, run: () => Record<string, number>): void {
  const runs = Array.from({ length: RUNS }, run);
  const least = (key: string): number => Math.round(Math.min(...runs.map((one) => one[key] ?? Number.NaN)));
  const name = `JSON of ${Math.round(least("bytes") / 1e6)} MB`;
  report({ name: `${name}, cold, wall`, value: least("wall"), unit: "ms", limit: 3000 });
  report({ name: `${name}, cold, CPU`, value: least("cpu"), unit: "ms", peer: DEBIAN_JSON.cpu });
  report({ name: `${name}, cold, memory`, value: least("megabytes"), unit: "MB", peer: DEBIAN_JSON.megabytes });
  report({ name: `${name}, in a running server, wall`, value: least("warmWall"), unit: "ms", limit: 1500 });
  report({ name: `${name}, in a running server, CPU`, value: least("warmCpu"), unit: "ms" });
}

function benchForm(report: Report, form: string, measured: Readonly<Record<string, number>>): void {
  const line = (what: string, key: string, unit: string, scale = 1): void =>
    report({ name: `${form}, ${what}`, value: Math.round((measured[key] ?? Number.NaN) / scale), unit });
  line("files", "files", "files");
  line("size", "bytes", "MB", 1e6);
  line("everything, wall", "wall", "ms");
  line("everything, CPU", "cpu", "ms");
  line("again without a change, wall", "again", "ms");
  line("again without a change, CPU", "againCpu", "ms");
  line("memory", "megabytes", "MB");
}
