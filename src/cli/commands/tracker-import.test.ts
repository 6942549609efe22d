import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../frame/run.ts";

const scratch = mkdtempSync(join(tmpdir(), "sameday-import-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const LIST = "CVE-2026-1001\n\tRESERVED\n\t- curl <unfixed> (bug #1)\n";
const IMPORTED = "CVE-2026-1002 (two)\n\tTODO: check\nCVE-2026-1001 (one)\n\t- curl <unfixed> (bug #1)\n";

function write(path: string, text: string): void {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), text);
}

const record = (id: string, value: string): string =>
  JSON.stringify({
    dataType: "CVE_RECORD",
    dataVersion: "5.1",
    cveMetadata: { cveId: id, state: "PUBLISHED" },
    containers: { cna: { descriptions: [{ lang: "en", value }] } },
  });

beforeEach(() => {
  rmSync(scratch, { recursive: true, force: true });
  write("data/CVE/list", LIST);
  write("cves/2026/1xxx/CVE-2026-1001.json", record("CVE-2026-1001", "one"));
  write("cves/2026/1xxx/CVE-2026-1002.json", record("CVE-2026-1002", "two"));
});

async function run(line: string): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const words = line.replaceAll("@", `${scratch}/`).split(" ");
  const exit = await runCommandLine(words, { streams, environment: { HOME: scratch } });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

const list = (): string => readFileSync(join(scratch, "data/CVE/list"), "latin1");

test("import cve: first all, then nothing, and with --all the same again", async () => {
  const dry = await run("tracker import cve @cves --data @data --dry-run --json");
  expect(JSON.parse(dry.out)).toMatchObject({ added: 1, changed: 1, files: ["CVE/list"], written: false });
  expect(list()).toBe(LIST);
  expect((await run("tracker import cve @cves --data @data")).out).toBe(
    "2 read, 1 added, 1 changed; wrote CVE/list.\n",
  );
  expect(list()).toBe(IMPORTED);
  expect((await run("tracker import cve @cves --data @data")).out).toBe("0 read, 0 added, 0 changed; wrote nothing.\n");
  expect((await run("tracker import cve @cves --data @data --all")).out).toBe(
    "2 read, 0 added, 0 changed; wrote nothing.\n",
  );
});

test("import cve: what it remembers is written through no link that a commit could hold", async () => {
  mkdirSync(join(scratch, "elsewhere"));
  symlinkSync("../elsewhere", join(scratch, "data/.import"));
  const said = await run("tracker import cve @cves --data @data");
  expect([said.exit, said.err]).toEqual([2, expect.stringContaining("is a link")]);
  expect(list()).toBe(IMPORTED);
  expect(readdirSync(join(scratch, "elsewhere"))).toEqual([]);
});

test("import cve: a directory without records renews nothing else either", async () => {
  // The lists lack what an advisory says: a real import would write that.
  write("data/DSA/list", "[01 Nov 2026] DSA-1-1 curl - security update\n\t{CVE-2026-1001}\n\t[bookworm] - curl 1-1\n");
  write("empty/CVE-2026.json", "{}");
  const { exit, out } = await run("tracker import cve @empty --data @data");
  expect([exit, out, list()]).toEqual([2, "", LIST]);
});

test("import cve: a bad record is named with its place, the rest is taken, the exit says so", async () => {
  write("cves/2026/1xxx/CVE-2026-1003.json", "{");
  const { exit, err } = await run("tracker import cve @cves --data @data");
  expect(exit).toBe(1);
  expect(err).toContain("CVE-2026-1003.json:1:2: error: This is not JSON. [import-not-json]");
  expect(list()).toBe(IMPORTED);
});

test("import cve --commit: one commit of the lists alone", async () => {
  const git = (...words: readonly string[]): string =>
    execFileSync("git", ["-C", join(scratch, "data"), ...words], {
      encoding: "utf8",
      env: { HOME: scratch, PATH: process.env.PATH },
    });
  git("init", "-q");
  git("config", "user.name", "Ada");
  git("config", "user.email", "ada@example.org");
  git("add", ".");
  git("commit", "-qm", "start");
  write("data/other", "not ours");
  expect((await run("tracker import cve @cves --data @data --commit")).exit).toBe(0);
  expect(git("log", "-1", "--format=%an: %s", "--name-only")).toBe(
    "Ada: Import cve: 2 read, 1 added, 1 changed\n\nCVE/list\n",
  );
  expect(git("status", "--porcelain")).toBe("?? other\n");
});

test("import cve: into lists of years, and joined again, is as into the one list", async () => {
  const interleaved = "CVE-2026-2000 (b)\n\tTODO: check\nCVE-2025-1000 (c)\n\tTODO: check\nCVE-2026-1001\n\tRESERVED\n";
  write("data/CVE/list", interleaved);
  write("split/CVE/list", interleaved);
  await run("tracker split --data @split");
  for (const data of ["data", "split"]) expect((await run(`tracker import cve @cves --data @${data}`)).exit).toBe(0);
  await run("tracker join --data @split");
  const joined = readFileSync(join(scratch, "split/CVE/list"), "latin1");
  // A new issue comes to the top of its list, which need not be the top of all.
  const without = (text: string): string => text.replace("CVE-2026-1002 (two)\n\tTODO: check\n", "");
  expect(without(joined)).toBe(without(list()));
});

test("import cve --commit: what somebody left uncommitted is not taken along", async () => {
  const git = (...words: readonly string[]): string =>
    execFileSync(
      "git",
      ["-C", join(scratch, "data"), "-c", "user.name=x", "-c", "user.email=x@example.org", ...words],
      {
        encoding: "utf8",
        env: { HOME: scratch, PATH: process.env.PATH },
      },
    );
  git("init", "-q");
  git("config", "user.name", "Ada");
  git("config", "user.email", "ada@example.org");
  git("add", ".");
  git("commit", "-qm", "start");
  write("data/CVE/list", `${LIST}\tNOTE: half`);
  const { exit, err } = await run("tracker import cve @cves --data @data --commit");
  expect([exit, err]).toEqual([3, expect.stringContaining("nobody committed")]);
  expect([git("log", "--format=%s"), list()]).toEqual(["start\n", `${LIST}\tNOTE: half`]);
});

test("import kev and epss: a small file each, nothing in the lists", async () => {
  write("kev.json", '{"vulnerabilities": [{"cveID": "CVE-2026-1001", "dateAdded": "2026-02-01"}]}');
  write("epss.csv", "cve,epss,percentile\nCVE-2026-1001,0.5,0.9\n");
  expect((await run("tracker import kev @kev.json --data @data")).out).toBe("1 issues; wrote signals/kev.\n");
  expect((await run("tracker import epss @epss.csv --data @data")).exit).toBe(0);
  expect(readFileSync(join(scratch, "data/signals/kev"), "utf8")).toBe("CVE-2026-1001\t2026-02-01\t-\n");
  expect(readFileSync(join(scratch, "data/signals/epss"), "utf8")).toBe("CVE-2026-1001\t0.5\t0.9\n");
  expect((await run("tracker import kev @kev.json --data @data")).out).toBe("1 issues; wrote nothing.\n");
  expect(list()).toBe(LIST);
});

test.each([
  ["tracker import cve @none --data @data", "is no directory of CVE records"],
  ["tracker import cve @data --data @data", "holds no CVE records: no file in it is called CVE-YYYY-NNNN.json."],
  ["tracker import kev @none --data @data", "cannot be read"],
  ["tracker import kev @data/CVE/list --data @data", "import-not-json"],
  ["tracker import xyz @cves --data @data", "xyz"],
])("%s is refused", async (line, says) => {
  const { exit, err } = await run(line);
  expect(exit).toBe(2);
  expect(err).toContain(says);
  expect(list()).toBe(LIST);
});
