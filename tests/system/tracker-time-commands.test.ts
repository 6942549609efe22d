import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/index.ts";

/** What was known when, asked on the command line, over a repository with five commits. */

const scratch = mkdtempSync(join(tmpdir(), "sameday-time-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const CONFIG = '{"distributions": {"bookworm": {"release": "stable"}, "sid": {"release": "unstable"}}}';
const commits: string[] = [];

function write(path: string, text: string): void {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), text);
}

function commit(layer: string, list: string, at: string): string {
  write(`${layer}/config.json`, CONFIG);
  write(`${layer}/CVE/list`, list);
  const env = { ...process.env, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=a@example.org", ...words], {
      cwd: join(scratch, layer),
      env,
      encoding: "utf8",
    });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "x");
  return git("rev-parse", "HEAD").trim();
}

function index(folder: string, versions: Readonly<Record<string, string>>): void {
  for (const [file, version] of Object.entries(versions)) {
    write(`${folder}/${file}_Sources`, `Package: curl\nVersion: ${version}\n\n`);
  }
}

const known = (more = "") => `${more}CVE-2026-1000 (x)\n\t- curl 2\n`;

beforeAll(() => {
  index("indexes", { bookworm__main: "1", sid__main: "2" });
  index("later", { bookworm__main: "1", bookworm_security_main: "3", sid__main: "3" });
  commits.push(commit("debian", known(), "2026-03-01T12:00:00Z"));
  commits.push(commit("debian", known("CVE-2026-1001 (y)\n\t- curl <unfixed>\n"), "2026-03-05T12:00:00Z"));
  commits.push(commit("debian", known("CVE-2026-1001 (y)\n\t- curl 3\n"), "2026-03-09T12:00:00Z"));
});

async function run(line: string) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const words = line.replaceAll("@", `${scratch}/`).split(" ");
  const exit = await runCommandLine(words, { streams, environment: { HOME: scratch } });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

const ROWS = "--data @debian --issue CVE-2026-1001 --release sid";

test.each([
  ["2026-03-04", ""],
  ["2026-03-05", "vulnerable"],
  ["2026-03-05T11:59:59Z", ""],
  ["2026-03-05T12:00:00Z", "vulnerable"],
  ["2026-03-09T11:59Z", "vulnerable"],
  ["2026-03-09", "fixed"],
  ["HEAD~1", "vulnerable"],
  ["HEAD", "fixed"],
])("status --at %s against named indexes", async (at, status) => {
  const { exit, out } = await run(`tracker status ${ROWS} --archive @later --at ${at}`);
  expect([exit, out.split("\t")[3] ?? ""]).toEqual([0, status]);
});

test.each([
  ["status --data @debian --archive @later --at 2026-02-01", 1, "before 2026-02-02"],
  ["status --data @debian --archive @later --at 2026-13-01", 2, "2026-13-01"],
  ["status --data @debian --archive @later --at nothing", 2, "nothing"],
  ["status --data @debian --archive @later --at --upload-pack=x", 2, ""],
  ["status --data @debian", 2, "--archive"],
  ["status --data @debian --history @none --at 2026-03-05", 2, "--archive"],
  ["status --data @indexes --archive @later --at 2026-03-05", 2, "git"],
  ["history curl --data @debian --history @none", 2, "--archive"],
  ["events --data @debian --history @none --since soon", 2, "soon"],
  ["delays --data @debian --history @none --by week", 2, "week"],
])("%s is refused with exit %i", async (line, exit, words) => {
  const found = await run(`tracker ${line}`);
  expect([found.exit, found.err]).toEqual([exit, expect.stringContaining(words)]);
});

test("explain --at: the chain as it was", async () => {
  const { exit, out } = await run(
    "tracker explain curl sid CVE-2026-1001 --data @debian --archive @later --at 2026-03-06",
  );
  expect([exit, out]).toEqual([0, expect.stringContaining("- curl <unfixed>")]);
});

test("status --at over two layers: a day goes for all, a revision must be of one", async () => {
  commit("acme", "CVE-2026-1001\n\t- curl <not-affected> (Not built)\n", "2026-03-07T12:00:00Z");
  const line = "tracker status --data @debian --data @acme --archive @later --issue CVE-2026-1001 --release sid --at";
  expect((await run(`${line} 2026-03-06`)).out).toContain("vulnerable");
  expect((await run(`${line} 2026-03-07`)).out).toContain("not-affected");
  expect((await run(`${line} ${commits[1]}`)).out).toContain("vulnerable");
  const both = await run(`${line} HEAD`);
  expect([both.exit, both.err]).toEqual([2, expect.stringContaining("debian, acme")]);
});

test("history, events, delays: derived when they are asked for, and again when there is more", async () => {
  const at = "--data @debian --history @state";
  const first = await run(`tracker history CVE-2026-1001 ${at} --archive @indexes`);
  expect(first.exit).toBe(0);
  expect(first.out).toContain("curl in bookworm, CVE-2026-1001: vulnerable since 2026-03-05 12:00 UTC");
  expect(first.out).toContain(`debian ${commits[1]?.slice(0, 12)} by Ada: CVE/list:2 - curl <unfixed>`);
  const later = JSON.parse((await run(`tracker history curl ${at} --archive @later --release bookworm --json`)).out);
  expect(later.places).toMatchObject([
    { issue: "CVE-2026-1000", now: "fixed", published: null, daysToFix: null },
    { issue: "CVE-2026-1001", now: "fixed", published: "2026-03-05T12:00:00Z", openSince: null },
  ]);
  expect(later.places[1].events.at(-1)).toMatchObject({
    cause: { kind: "archive" },
    why: { suite: "bookworm-security", version: "3" },
  });
  expect((await run(`tracker history no-such ${at}`)).exit).toBe(1);

  const page = JSON.parse((await run(`tracker events ${at} --limit 2 --json`)).out);
  expect([page.events.length, page.more]).toEqual([2, true]);
  const rest = JSON.parse((await run(`tracker events ${at} --since ${page.next} --json`)).out);
  const all = JSON.parse((await run(`tracker events ${at} --json`)).out);
  expect([...page.events, ...rest.events]).toEqual(all.events);
  const dated = await run(`tracker events ${at} --since 2026-03-05 --package curl --release sid`);
  expect(dated.out.split("\n")[0]?.split("\t").slice(0, 6)).toEqual([
    "2026-03-05T12:00:00Z",
    "CVE-2026-1001",
    "curl",
    "sid",
    "-",
    "vulnerable",
  ]);
  expect(dated.err).toContain("--since ");
  expect((await run(`tracker events ${at} --since ${"0".repeat(12)}-1.1`)).exit).toBe(3);

  const delays = JSON.parse((await run(`tracker delays ${at} --by release --json`)).out);
  expect(delays.rows.map((row: { name: string; fixed: number }) => [row.name, row.fixed])).toEqual([
    ["bookworm", 1],
    ["sid", 1],
  ]);
  const [bookworm] = delays.rows;
  expect(bookworm).toMatchObject({ countedFrom: "record", fromRecord: { fixed: 1, median: bookworm.median } });
  // A CVE record that is imported says when the issue became public, a day before our first word.
  write("debian/signals/published", "CVE-2026-1001\t2026-03-04T12:00:00Z\n");
  const byCve = JSON.parse((await run(`tracker delays ${at} --by release --json`)).out).rows[0];
  expect(byCve).toMatchObject({ countedFrom: "cve", median: bookworm.median + 1, fromRecord: bookworm.fromRecord });
  expect((await run(`tracker delays ${at} --by release`)).out).toMatch(/^release +fixed +from .*\nbookworm +1 +CVE /);
  const place = JSON.parse((await run(`tracker history CVE-2026-1001 ${at} --release bookworm --json`)).out).places[0];
  expect(place).toMatchObject({
    ...{ published: "2026-03-04T12:00:00Z", publishedBy: "cve", recorded: "2026-03-05T12:00:00Z" },
    daysToFix: place.daysFromRecord + 1,
  });
  rmSync(join(scratch, "debian/signals"), { recursive: true });
  expect((await run(`tracker delays ${at} --by team`)).out).toMatch(/development|security|lts|ended/);
  expect((await run(`tracker delays ${at} --since 2026-03-06 --release sid --json`)).out).toContain('"rows": []');
  expect((await run(`tracker status ${ROWS} --history @state --at 2026-03-05`)).out).toContain("vulnerable");
});
