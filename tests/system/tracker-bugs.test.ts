import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { type Fault, type StandIn, startBugTracker } from "./bug-tracker-stand-in.ts";

/** `sameday tracker import-bugs` and `draft-report` against a server that answers as debbugs does. */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = join(ROOT, "scripts/run-typescript");
/** Words of the command lines below that are paths within the test's directory. */
const PATHS = /^(?:data|indexes|drafts|taken|reports\.json)$/;
const runner = createProcessRunner(tmpdir());
let tracker: StandIn;
let home: string;

beforeAll(async () => {
  tracker = await startBugTracker();
});
afterAll(() => tracker.close());

const LIST = `CVE-2026-1000 (overflow in curl)
\t- curl <unfixed>
\tNOTE: https://curl.se/docs/CVE-2026-1000.html
\tNOTE: see https://github.com/curl/curl/commit/abc, too
CVE-2026-1001 (old one)
\t- curl <unfixed> (bug #1090000)
CVE-2026-1002
\tTODO: check
CVE-2025-XXXX [leak in wget]
\t- wget <unfixed> (low; bug #1080000)
`;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "sameday-bugs-"));
  write("data/config.json", '{"distributions": {"trixie": {"release": "stable"}, "sid": {"release": "unstable"}}}');
  write("data/CVE/list", LIST);
  write("indexes/trixie__main_Sources", "Package: curl\nVersion: 8.14-1\n");
  write("indexes/sid__main_Sources", "Package: curl\nVersion: 8.16-2\n\nPackage: wget\nVersion: 1.25-1\n");
  tracker.calls.length = 0;
  tracker.faults = {};
  tracker.meanwhile = () => undefined;
  tracker.bugs = [
    { bug: 1100001, subject: "curl: CVE-2026-1000: overflow" },
    { bug: 1100002, subject: "curl: Größe “nicht” geprüft\u009b31m <b>", body: "No number yet." },
    { bug: 1100003, subject: "wget: leak", source: "wget", merged: [1080000], body: "CVE-2026-1000" },
    { bug: 1080000, subject: "leak", source: "wget", merged: [1100003] },
    { bug: 1100004, subject: "fwd", forwarded: "https://curl.se/1", body: "This is CVE-2026-1002." },
    { bug: 1100005, subject: "please unblock", source: "release.debian.org" },
    { bug: 1090000, subject: "CVE-2026-1001", done: "Ada <a@example.org>", fixed: ["curl/8.15-1"] },
    { bug: 1100006, subject: "typo", tags: "minor", body: "x" },
  ];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), content);
}
const read = (path: string): string => readFileSync(join(home, path), "latin1");

interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** The command line in this process: loading it from its sources for each of these would take minutes. */
async function sameday(...words: readonly string[]): Promise<Ended> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const paths = words.map((word) => (PATHS.test(word) ? join(home, word) : word));
  const exit = await runCommandLine(["tracker", ...paths], { streams, environment: { HOME: home } });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

/** The same as a process of its own. */
async function samedayProcess(...words: readonly string[]): Promise<Ended> {
  const argv = [PROGRAM, join(ROOT, "src/main.ts"), "tracker", ...words];
  const { exitCode, stdout, stderr } = await runner.run({
    argv: argv as [string, ...string[]],
    cwd: home,
    env: { HOME: home },
    timeLimitMs: 300_000,
    okExitCodes: [0, 1, 2, 3, 4, 5],
  });
  return { exit: exitCode, out: Buffer.from(stdout).toString("utf8"), err: stderr };
}
const importBugs = (...words: readonly string[]) =>
  sameday("import-bugs", "--data", "data", "--url", tracker.url, "--pause", "0", ...words);

const IMPORTED = `CVE-2026-XXXX [Grosse "nicht" gepruft 31m <b>]
\t- curl <unfixed> (bug #1100002)
\tTODO: check
${LIST.replace("- curl <unfixed>\n", "- curl <unfixed> (bug #1100001)\n")}`;

describe("import-bugs", () => {
  test("takes over what is new, and the second time asks less and changes no byte", async () => {
    const words = ["import-bugs", "--data", "data", "--url", tracker.url, "--pause", "0"];
    const first = await samedayProcess(...words);
    expect(first).toMatchObject({ exit: 0 });
    expect(read("data/CVE/list")).toBe(IMPORTED);
    expect(read("data/signals/closed-bugs")).toBe("1090000 8.15-1\n");
    expect(first.out).toContain("bug 1100001: CVE-2026-1000 of curl\n");
    expect(first.out).toContain("bug 1100004: look at it: no line of our list speaks of CVE-2026-1002 and curl\n");
    expect(first.out).toContain("bug 1100005: look at it: it is about no source package\n");
    expect(first.out).toMatch(
      /1 added, 1 linked, 2 to look at, 1 known, 1 closed; wrote CVE\/list signals\/closed-bugs\.\n$/,
    );
    expect(tracker.calls).toEqual([
      "get_bugs tag security status open",
      "get_bugs tag security status forwarded",
      "get_status 1080000 1100001 1100002 1100003 1100004 1100005",
      "get_status 1090000",
      "get_bug_log 1100002",
      "get_bug_log 1100004",
    ]);
    tracker.calls.length = 0;
    const before = snapshot();
    const second = await importBugs();
    expect(second.out).toMatch(/0 added, 0 linked, 2 to look at, 3 known, 1 closed; wrote nothing\.\n$/);
    expect(snapshot()).toEqual(before);
    expect(tracker.calls.filter((call) => call.startsWith("get_bug_log"))).toEqual([]);
  });

  test("shows closed bugs as a view, and forgets them when they are open again", async () => {
    await importBugs();
    const view = () => sameday("view", "closed-bugs", "--data", "data", "--archive", "indexes");
    expect((await view()).out).toBe("CVE-2026-1001\tcurl\t-\tbug closed\t-\tbug 1090000 is closed, fixed in 8.15-1\n");
    tracker.bugs = tracker.bugs.map((one) => (one.bug === 1090000 ? { bug: 1090000, subject: "again" } : one));
    await importBugs();
    expect((await view()).out).toBe("");
  });

  test("says what it would do, for packages of the archive and from a day on", async () => {
    tracker.bugs = [...tracker.bugs, { bug: 1100010, subject: "old", date: "2026-01-01", body: "x" }];
    tracker.bugs = [...tracker.bugs, { bug: 1100011, subject: "gone", source: "gone", body: "x" }];
    const { out } = await importBugs("--dry-run", "--json", "--since", "2026-11-01", "--archive", "indexes");
    expect(JSON.parse(out)).toMatchObject({
      added: [{ bug: 1100002, package: "curl" }],
      linked: [{ bug: 1100001, issue: "CVE-2026-1000", package: "curl" }],
      toLookAt: [{ bug: 1100004 }, { bug: 1100005 }, { bug: 1100011, why: "the archive has no source package gone" }],
      known: 1,
      written: false,
    });
    expect(read("data/CVE/list")).toBe(LIST);
    expect(readdirSync(join(home, "data"))).toEqual(["CVE", "config.json"]);
  });

  test("a log that cannot be had holds nobody else up, is not taken for a report without a CVE, and is asked for again", async () => {
    tracker.bugs = [...tracker.bugs, { bug: 1100007, subject: "no log" }];
    const { exit, out } = await importBugs();
    expect(exit).toBe(1);
    expect(out).toContain(
      "bug 1100007: look at it: its log tells of a fault: Debbugs::Log was unable to be initialized\n",
    );
    expect(read("data/CVE/list")).toBe(IMPORTED);
    tracker.bugs = tracker.bugs.map((one) => (one.bug === 1100007 ? { ...one, body: "CVE-2026-1001" } : one));
    expect((await importBugs()).out).toContain("bug 1100007: look at it: CVE-2026-1001 has another bug for curl\n");
  });

  test("what was read before the server broke off is not asked for again", async () => {
    tracker.bugs = [...tracker.bugs, ...[1, 2, 3, 4, 5].map((at) => ({ bug: 1100010 + at, subject: `no log ${at}` }))];
    const { exit, err } = await importBugs();
    expect(exit).toBe(5);
    expect(err).toContain("code BUG_TRACKER_FAILED");
    expect(read("data/CVE/list")).toBe(LIST);
    expect(readdirSync(join(home, "data/.import")).sort()).toEqual([".gitignore", "bugs.json"]);
    tracker.bugs = tracker.bugs.filter(({ bug }) => bug < 1100010);
    tracker.calls.length = 0;
    expect((await importBugs()).exit).toBe(0);
    expect(tracker.calls.filter((call) => call.startsWith("get_bug_log"))).toEqual([]);
    expect(read("data/CVE/list")).toBe(IMPORTED);
  });

  test.each<readonly [Fault, string, string]>([
    ["fault", "get_bugs", "the answer to get_bugs tells of a fault: Too many [31mrequests <today>."],
    ["page", "get_bugs", "the answer to get_bugs is no XML but text/html."],
    ["unavailable", "get_bugs", "the answer to get_bugs has the status 503."],
    ["moved", "get_bugs", "the answer to get_bugs leads to another address; name that one with --url."],
    ["cut", "get_status", "cannot be reached or broke off."],
    ["drip", "get_status", "took longer than 2 s."],
    ["huge", "get_status", "the answer to get_status is larger than 32 MiB."],
    ["latin1", "get_status", "the answer to get_status is not UTF-8."],
    ["entity", "get_status", "the answer to get_status has a document type, which is refused."],
    ["other-method", "get_status", "the answer to get_status is no answer to get_status."],
  ])("%s in %s ends with a reason and what to do, and nothing is written", async (fault, method, why) => {
    tracker.faults = { [method]: fault };
    const { exit, out, err } = await importBugs(...(fault === "drip" ? ["--time-limit", "2"] : []));
    expect([exit, out]).toEqual([5, ""]);
    expect(err).toContain(why);
    expect(err).toContain("Check network and address, then import again.");
    expect(err).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(read("data/CVE/list")).toBe(LIST);
  });

  test.each([
    ["http://bugs.example.org/soap", "begins with https://"],
    ["https://me:secret@bugs.example.org/soap", "holds a password"],
    ["file:///etc/passwd", "begins with https://"],
    ["nonsense", "begins with https://"],
  ])("the address %s is refused", async (url, why) => {
    const { exit, err } = await sameday("import-bugs", "--data", "data", "--url", url);
    expect(exit).toBe(2);
    expect(err).toContain(why);
    expect(err).not.toContain("secret");
  });

  test("a server that is not there is said so", async () => {
    const gone = await startBugTracker();
    await gone.close();
    const { exit, err } = await sameday("import-bugs", "--data", "data", "--url", gone.url);
    expect(exit).toBe(5);
    expect(err).toContain("cannot be reached");
  });

  test("another tracker's reports come from a file, and the address from config.json", async () => {
    const reports = [
      { bug: 12, source: "curl", title: "Leak", day: "2026-11-02", text: "nothing" },
      { bug: 13, source: "curl", title: "CVE-2026-1000", day: "2026-11-02", merged: [12] },
      { bug: 1090000, title: "x", day: "2026-11-02", closed: true, fixed: ["8.15-1"] },
      { bug: 0, title: "x", day: "2026-11-02" },
    ];
    write("reports.json", JSON.stringify(reports));
    const { exit, out, err } = await sameday("import-bugs", "--data", "data", "--from-file", "reports.json");
    expect(exit).toBe(1);
    expect(err).toContain("reports.json:1:1: error: Report 4: `bug` is a number from 1 to 999999999. [import-bugs]");
    expect(out).toMatch(/0 added, 1 linked, 0 to look at, 0 known, 1 closed;/);
    expect(read("data/CVE/list")).toContain("\t- curl <unfixed> (bug #12)\n");
    const config = { distributions: { sid: {} }, bugs: { server: tracker.url } };
    write("data/config.json", JSON.stringify(config));
    expect((await sameday("import-bugs", "--data", "data", "--pause", "0")).exit).toBe(0);
    expect(tracker.calls.length).toBeGreaterThan(0);
  });

  test("Ctrl-C ends it between two calls, and nothing is written", async () => {
    const words = ["import-bugs", "--data", "data", "--url", tracker.url, "--pause", "60"];
    const program = spawn(PROGRAM, [join(ROOT, "src/main.ts"), "tracker", ...words], { cwd: home });
    let err = "";
    program.stderr.on("data", (part: Buffer) => {
      err += part.toString();
    });
    const exit = new Promise((resolve) => program.on("close", resolve));
    await expect.poll(() => tracker.calls.length, { timeout: 120_000 }).toBe(1);
    await sleep(500);
    program.kill("SIGINT");
    expect(await exit).toBe(5);
    expect(err).toContain("The import was ended before all was answered.");
    expect(read("data/CVE/list")).toBe(LIST);
  });

  test("what others write while it asks stays", async () => {
    const mine = LIST.replace("\tTODO: check\n", "\t- wget <unfixed>\n");
    tracker.meanwhile = () => write("data/CVE/list", mine);
    expect((await importBugs()).exit).toBe(0);
    expect(read("data/CVE/list")).toBe(
      IMPORTED.replace("CVE-2026-1002\n\tTODO: check\n", "CVE-2026-1002\n\t- wget <unfixed>\n"),
    );
  });

  test("--commit makes one commit of the lists alone", async () => {
    const git = async (...words: readonly string[]) => {
      const argv = ["git", "-C", join(home, "data"), ...words] as [string, ...string[]];
      const { stdout } = await runner.run({ argv, env: { HOME: home }, timeLimitMs: 60_000 });
      return Buffer.from(stdout).toString();
    };
    await git("init", "-q");
    await git("config", "user.name", "Ada");
    await git("config", "user.email", "ada@example.org");
    await git("add", ".");
    await git("commit", "-qm", "start");
    await importBugs("--commit");
    expect(await git("log", "-1", "--format=%an: %s", "--name-only")).toBe(
      `Ada: Import security reports of ${new URL(tracker.url).host}\n\nCVE/list\nsignals/closed-bugs\n`,
    );
    expect(await git("status", "--porcelain")).toBe("");
    const head = await git("rev-parse", "HEAD");
    await importBugs("--commit");
    expect(await git("rev-parse", "HEAD")).toBe(head);
    const edited = read("data/CVE/list").replace(" (bug #1100001)", "");
    write("data/CVE/list", edited);
    const { exit } = await importBugs("--commit");
    expect([exit, await git("rev-parse", "HEAD"), read("data/CVE/list")]).toEqual([0, head, edited]);
    tracker.bugs = [...tracker.bugs, { bug: 1100020, subject: "new one", body: "x" }];
    const dirty = await importBugs("--commit");
    expect(dirty.exit).toBe(3);
    expect(dirty.err).toContain("has changes that nobody committed");
    expect(read("data/CVE/list")).toBe(edited);
  });

  function snapshot(): Readonly<Record<string, string>> {
    const paths = ["data/CVE/list", "data/signals/closed-bugs", "data/.import/bugs.json"];
    return Object.fromEntries(paths.map((path) => [path, read(path)]));
  }
});

describe("draft-report", () => {
  const draft = (...words: readonly string[]) =>
    sameday("draft-report", ...words, "--data", "data", "--archive", "indexes");

  test("is a mail of which debbugs understands the head", async () => {
    const { exit, out } = await draft("CVE-2026-1000");
    expect(exit).toBe(0);
    expect(out).toBe(`To: submit@bugs.debian.org
Subject: curl: CVE-2026-1000

Source: curl
Version: 8.16-2
Severity: important
Tags: security upstream
X-Debbugs-CC: team@security.debian.org

Hello,

this security issue is on record for curl, and no bug tells of it yet:

CVE-2026-1000:
| overflow in curl

In the releases:
  trixie     8.14-1                   vulnerable
  sid        8.16-2                   vulnerable

More about it:
  https://security-tracker.debian.org/tracker/CVE-2026-1000
  https://www.cve.org/CVERecord?id=CVE-2026-1000
  https://curl.se/docs/CVE-2026-1000.html
  https://github.com/curl/curl/commit/abc

Please name CVE-2026-1000 in the changelog of the upload that fixes it,
and correct the versions of this bug where they are wrong.
`);
  });

  test("all at once, a file each, and none is written over", async () => {
    expect((await draft("--all", "--out", "drafts")).out).toMatch(/^Wrote 1 drafts to .*; 0 were there/);
    expect(readdirSync(join(home, "drafts"))).toEqual(["CVE-2026-1000_curl.eml"]);
    write("drafts/CVE-2026-1000_curl.eml", "mine");
    expect((await draft("--all", "--out", "drafts")).out).toMatch(/^Wrote 0 drafts to .*; 1 were there/);
    expect(read("drafts/CVE-2026-1000_curl.eml")).toBe("mine");
  });

  test("for another project's tracker", async () => {
    const bugs = { to: "bugs@acme.example", cc: "sec@acme.example", form: "plain", severity: { low: "trivial" } };
    const releases = { trixie: { release: "stable" }, sid: { release: "unstable" } };
    write("data/config.json", JSON.stringify({ distributions: releases, bugs }));
    write("data/CVE/list", "CVE-2026-1000 (x)\n\t- wget <unfixed> (low)\n");
    const { out } = await draft("CVE-2026-1000", "wget");
    expect(out).toMatch(
      /^To: bugs@acme\.example\nCc: sec@acme\.example\nSubject: wget: CVE-2026-1000\n\nSource: wget\nVersion: 1\.25-1\nSeverity: trivial\n\nHello,/,
    );
  });

  test.each([
    [["CVE-2026-1001"], 3, "CVE-2026-1001 has a bug for curl already: 1090000."],
    [["CVE-2026-1002"], 1, "CVE-2026-1002 is not open in any package of this archive."],
    [["CVE-2026-1000", "wget"], 1, "CVE-2026-1000 is not open in wget of this archive."],
    [["CVE-2026-4000"], 1, "No list speaks of CVE-2026-4000."],
    [[], 2, "Name an issue, or give --all and --out."],
    [["CVE-2026-1000", "--all"], 2, "Name an issue, or give --all and --out."],
    [["--all"], 2, "--all needs a directory: --out DIR."],
    [["CVE-2026-1000", "--out", "taken"], 3, "taken is there already."],
  ])("%j ends with %i", async (words, code, why) => {
    write("taken", "");
    const { exit, err } = await draft(...words);
    expect([exit, err]).toEqual([code, expect.stringContaining(why)]);
  });

  test("and what was filed comes back by the import", async () => {
    await importBugs();
    const { exit, err } = await draft("CVE-2026-1000");
    expect([exit, err]).toEqual([3, expect.stringContaining("CVE-2026-1000 has a bug for curl already: 1100001.")]);
  });
});
