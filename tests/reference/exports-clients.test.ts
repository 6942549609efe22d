import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";
import {
  allVerdicts,
  createDebianJudge,
  createSourceTable,
  debsecanFiles,
  ovalFiles,
  ovalSummaries,
  writeExport,
} from "../../src/tracker/index.ts";
import { createScratch, HOUSE, loadWorld, unpack, type World } from "./exports-data.ts";

/** The programs that users run, on what this machine has installed: Debian's debsecan and OpenSCAP's oscap. */

const scratch = createScratch("clients");
afterAll(() => rmSync(scratch.directory, { recursive: true, force: true }));

const STATUS = "/var/lib/dpkg/status";
const RELEASE = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "sid";

interface Installed {
  readonly binary: string;
  readonly version: string;
  readonly source: string;
  readonly sourceVersion: string;
}

let world: World;
let installed: readonly Installed[];
beforeAll(async () => {
  world = await loadWorld(scratch, "gold");
  installed = installedPackages(readFileSync(STATUS));
  expect(installed.length).toBeGreaterThan(100);
});

describe("debsecan", () => {
  test("as Debian, it says of this machine what it says with Debian's own data", () => {
    const ours = join(scratch.directory, "debsecan-debian");
    const judge = createDebianJudge(world.tracker);
    place(ours, debsecanFiles(world.tracker, world.archive, world.binaries, judge));
    const gold = join(scratch.directory, "debsecan-gold");
    unpack("gold/debsecan.tar.xz", join(gold, "raw"));
    for (const name of [RELEASE, "GENERIC"]) {
      const text = readFileSync(join(gold, "raw", `release_1_${name}`), "latin1");
      place(gold, [{ path: `release/1/${name}`, text }]);
    }
    for (const suite of [RELEASE, ""]) {
      const theirs = debsecan(gold, suite, STATUS, "detail");
      expect(theirs.split("\n").length).toBeGreaterThan(100);
      expect(debsecan(ours, suite, STATUS, "detail") === theirs, suite).toBe(true);
    }
  });

  test("judged by us, it says of this machine what the verdicts say of its source versions", () => {
    const ours = join(scratch.directory, "debsecan");
    place(ours, debsecanFiles(world.tracker, world.archive, world.binaries, world.judge));
    const said = debsecan(ours, RELEASE, STATUS, "simple").trimEnd().split("\n").sort();
    expect(said.slice(0, 20000)).toEqual([...openHere()].sort());
    expect(said.length).toBeGreaterThan(100);
  });

  test("on every binary of the archive, old and new formats of versions included", () => {
    const ours = join(scratch.directory, "debsecan");
    const packages = installedPackages(readFileSync(join(scratch.indexes, `${RELEASE}__main_amd64_Packages`)), false);
    const status = join(scratch.directory, "status");
    writeFileSync(status, packages.map(statusStanza).join("\n"));
    const said = debsecan(ours, RELEASE, status, "simple").trimEnd().split("\n").sort();
    const before = installed;
    installed = packages;
    expect(said.join("\n") === [...openHere()].sort().join("\n")).toBe(true);
    installed = before;
    expect(packages.length).toBeGreaterThan(10_000);
  });

  function debsecan(directory: string, suite: string, status: string, format: string): string {
    const source = `file://${join(directory, "release/1/")}`;
    const options = [
      "--source",
      source,
      "--status",
      status,
      "--format",
      format,
      "--whitelist",
      join(scratch.directory, "no-whitelist"),
    ];
    const suites = suite === "" ? [] : ["--suite", suite];
    return execFileSync("debsecan", [...options, ...suites], { encoding: "latin1", maxBuffer: 512 * 1024 * 1024 });
  }
});

describe("oscap", () => {
  let directory: string;
  beforeAll(async () => {
    directory = join(scratch.directory, "oval");
    const small = await loadWorld(scratch, "gold-small");
    const files = ovalFiles({ ...small, house: HOUSE });
    const runner = createProcessRunner(scratch.directory);
    const now = new Date("2026-11-21T08:00:00Z");
    await writeExport(directory, files, now, (entries) => ovalSummaries(entries, directory, runner));
  });

  test.each(["bullseye", "bookworm", "trixie", "forky", "sid"])("%s holds to the schema and its rules", (release) => {
    const file = join(directory, `oval-definitions-${release}.xml`);
    // The rules beyond the schema take half a minute a file, and every file is made alike.
    execFileSync("oscap", ["oval", "validate", ...(release === RELEASE ? [] : ["--skip-schematron"]), file]);
    const packed = execFileSync("bzip2", ["-dc", `${file}.bz2`], { maxBuffer: 512 * 1024 * 1024 });
    expect(packed.equals(readFileSync(file))).toBe(true);
  });

  test("evaluated on this machine, it says what the verdicts say of the installed versions", async () => {
    const small = await loadWorld(scratch, "gold-small");
    const answers = new Map<string, string>();
    const file = join(directory, `oval-definitions-${RELEASE}.xml`);
    const ids = new Map(
      Array.from(readFileSync(file, "utf8").matchAll(/<definition id="([^"]+)".*? ref_id="([^"]+)"/g), (m) => [
        m[1],
        m[2],
      ]),
    );
    for (const [, id, result] of run("oscap", ["oval", "eval", file]).matchAll(/^Definition (\S+): (\w+)$/gm)) {
      const issue = ids.get(id);
      if (issue !== undefined && result !== "false") answers.set(issue, result as string);
    }
    const expected = new Map<string, string>();
    for (const [issue, status] of openOn(small)) {
      if (expected.get(issue) !== "true") expected.set(issue, status === "vulnerable" ? "true" : "unknown");
    }
    expect(Object.fromEntries([...answers].sort())).toEqual(Object.fromEntries([...expected].sort()));
    expect(answers.size).toBeGreaterThan(20);
  });
});

/** What is open by our verdicts: the archive of the question is the machine itself, one source version at a time. */
function* openHere(): Generator<string, void> {
  for (const [[source, version], binaries] of bySource()) {
    const table = createSourceTable();
    table.add(source, RELEASE, "main", "main", version);
    for (const found of allVerdicts(world.tracker, table.versions, world.judge, { package: source })) {
      // What debsecan has no word for, and a line that says "not affected" against the version order.
      if (found.status !== "vulnerable" || found.urgency === "unimportant") continue;
      if (found.basis.claim?.note.kind === "not-affected") continue;
      for (const binary of binaries) yield `${found.issue} ${binary}`;
    }
  }
}

function* openOn(small: World): Generator<readonly [issue: string, status: string], void> {
  for (const [[source, version]] of bySource()) {
    // A machine with a binary that the archive does not list cannot be asked about it.
    const listed = small.binaries.packagesOf(source, RELEASE).map(({ name }) => name);
    const here = installed.filter((one) => one.source === source && one.sourceVersion === version);
    if (!here.some((one) => listed.includes(one.binary))) continue;
    const table = createSourceTable();
    table.add(source, RELEASE, "main", "main", version);
    for (const found of allVerdicts(small.tracker, table.versions, small.judge, { package: source })) {
      if (found.status === "vulnerable" || found.status === "undetermined") yield [found.issue, found.status];
    }
  }
}

function bySource(): Iterable<readonly [readonly [source: string, version: string], readonly string[]]> {
  const groups = new Map<string, readonly [readonly [string, string], string[]]>();
  for (const { binary, source, sourceVersion } of installed) {
    const key = `${source} ${sourceVersion}`;
    const there = groups.get(key) ?? ([[source, sourceVersion], []] as const);
    there[1].push(binary);
    groups.set(key, there);
  }
  return groups.values();
}

/** Stanzas of a dpkg status file, or of a Packages file as if all of it were installed. */
function installedPackages(bytes: Uint8Array, needsStatus = true): readonly Installed[] {
  const found = new Map<string, Installed>();
  for (const text of Buffer.from(bytes).toString("utf8").split("\n\n")) {
    const field = (name: string): string | undefined => new RegExp(`^${name}: *(.*)$`, "m").exec(text)?.[1];
    const binary = field("Package");
    const version = field("Version");
    if (binary === undefined || version === undefined) continue;
    if (needsStatus && !field("Status")?.split(" ").includes("installed")) continue;
    const [, source = binary, sourceVersion = version] = /^(\S+)(?: \((\S+)\))?$/.exec(field("Source") ?? "") ?? [];
    found.set(binary, { binary, version, source, sourceVersion });
  }
  return [...found.values()];
}

function statusStanza({ binary, version, source, sourceVersion }: Installed): string {
  return `Package: ${binary}\nStatus: install ok installed\nSource: ${source} (${sourceVersion})\nVersion: ${version}\n`;
}

function place(directory: string, files: Iterable<{ readonly path: string; readonly text: string }>): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), deflateSync(Buffer.from(text, "latin1")));
  }
}

function run(program: string, words: readonly string[]): string {
  return execFileSync(program, words, { encoding: "utf8", maxBuffer: 512 * 1024 * 1024 });
}
