import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/index.ts";

/** `sameday tracker point-release` on data that git keeps, and on data that it does not. */

const LIST = `CVE-2026-1001 (other)
	- wget 9
CVE-2026-1000 (x)
	- curl 3-1
	[bookworm] - curl <no-dsa> (Minor issue)
	NOTE: https://example.org
CVE-2026-0999 (y)
	- wget 9
	[bookworm] - wget <no-dsa> (Minor issue)
`;
const NEXT = `CVE-2026-1000
	[bookworm] - curl 2-1+deb12u1
CVE-2026-0999
	[bookworm] - wget 1-1+deb12u1
`;
const MERGED = LIST.replace("curl <no-dsa> (Minor issue)", "curl 2-1+deb12u1");
const LEFT = NEXT.slice(NEXT.indexOf("CVE-2026-0999"));

let root: string;
const at = (path: string): string => join(root, "data", path);
const read = (path: string): string => readFileSync(at(path), "utf8");
function write(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}
const git = (...words: readonly string[]): string =>
  execFileSync("git", ["-C", join(root, "data"), "-c", "user.name=Bob", "-c", "user.email=bob@example.org", ...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
function commitAll(message: string): void {
  git("add", "--all");
  git("commit", "--quiet", "--message", message);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sameday-point-release-"));
  write("config.json", '{"distributions": {"bookworm": {"release": "oldstable"}, "sid": {"release": "unstable"}}}');
  write("CVE/list", LIST);
  write("next-point-update.txt", NEXT);
  write("../indexes/bookworm__main_Sources", "Package: curl\nVersion: 2-1+deb12u1\n\nPackage: wget\nVersion: 1-1\n\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function run(
  ...more: readonly string[]
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const places = ["--data", join(root, "data"), "--archive", join(root, "indexes")];
  const words = ["tracker", "point-release", "bookworm", ...places, ...more];
  const exit = await runCommandLine(words, { streams, environment: { HOME: root } });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

const ADA = ["--as", "Ada Lovelace <ada@example.org>"];

async function tokenOf(): Promise<string> {
  return JSON.parse((await run("--json")).out).token;
}

describe("where git keeps the data", () => {
  beforeEach(() => {
    git("init", "--quiet");
    commitAll("begin");
  });

  test("the plan is read first, git takes its diff, and one commit does exactly that", async () => {
    const plan = await run();
    expect(plan).toMatchObject({ exit: 0, err: "" });
    expect(plan.out).toContain("Planned for bookworm: 1 to be merged, 1 waiting still.\n");
    expect(plan.out).toContain("\nwait\tCVE-2026-0999\twget\t1-1+deb12u1\tbookworm has 1-1 still\n");
    expect(git("status", "--porcelain")).toBe("");

    const { diff, token } = JSON.parse((await run("--json")).out);
    writeFileSync(join(root, "plan.diff"), diff);
    git("apply", join(root, "plan.diff"));
    expect([read("CVE/list"), read("next-point-update.txt")]).toEqual([MERGED, LEFT]);
    git("checkout", "--quiet", ".");

    const done = await run("--apply", token, ...ADA);
    expect(done.out).toContain(`CVE/list, next-point-update.txt: commit ${git("rev-parse", "HEAD")}.`);
    expect([read("CVE/list"), read("next-point-update.txt")]).toEqual([MERGED, LEFT]);
    expect(git("log", "-1", "--format=%an <%ae> %s")).toBe(
      "Ada Lovelace <ada@example.org> Merge the point release of bookworm",
    );
    expect(git("diff", "--stat", "HEAD~1", "HEAD")).toContain("2 files changed");
    expect(git("status", "--porcelain")).toBe("");

    const again = await run("--apply", token, ...ADA);
    expect(again).toMatchObject({ exit: 3, err: expect.stringContaining("Nothing is left to merge for bookworm.") });
    expect((await run()).out).toBe(
      "Planned for bookworm: 1 waiting still.\nwait\tCVE-2026-0999\twget\t1-1+deb12u1\tbookworm has 1-1 still\n",
    );
  });

  test("what changed since the plan is not merged unseen", async () => {
    const token = await tokenOf();
    write("CVE/list", LIST.replace("NOTE: https://example.org", "NOTE: not fixed by that upload after all"));
    commitAll("a doubt");
    const head = git("rev-parse", "HEAD");
    const refused = await run("--apply", token, ...ADA);
    expect(refused).toMatchObject({ exit: 3, out: "", err: expect.stringContaining("data or archive changed since") });
    expect(git("rev-parse", "HEAD")).toBe(head);
  });

  test("an archive that has gone on asks for another look", async () => {
    const token = await tokenOf();
    write(
      "../indexes/bookworm__main_Sources",
      "Package: curl\nVersion: 2-1+deb12u2\n\nPackage: wget\nVersion: 1-1\n\n",
    );
    expect((await run("--apply", token, ...ADA)).exit).toBe(3);
    const taken = await run("--take", "curl", "--json");
    expect(JSON.parse(taken.out).items[0]).toMatchObject({ act: "merge", state: "another-version" });
    const bare = await run("--apply", JSON.parse(taken.out).token, ...ADA);
    expect(bare.err).toContain("A plan made with --take needs the same --take.");
  });

  test("an edit of another record beside it hinders nobody", async () => {
    const token = await tokenOf();
    write("CVE/list", `CVE-2026-2000 (new)\n\tTODO: check\n${LIST}`);
    commitAll("a new issue");
    expect((await run("--apply", token, ...ADA)).exit).toBe(0);
    expect(read("CVE/list")).toBe(`CVE-2026-2000 (new)\n\tTODO: check\n${MERGED}`);
  });

  test("a list with changes that nobody committed stays as it is", async () => {
    const dirty = `${LIST}CVE-2026-0001\n\tRESERVED\n`;
    write("CVE/list", dirty);
    const refused = await run("--apply", await tokenOf(), ...ADA);
    expect(refused).toMatchObject({ exit: 3, err: expect.stringContaining("CVE/list") });
    expect(read("CVE/list")).toBe(dirty);
  });

  test("nobody's commit is refused", async () => {
    const refused = await run("--apply", await tokenOf(), "--as", "Ada");
    expect(refused).toMatchObject({ exit: 2, err: expect.stringContaining("Ada Lovelace <ada@example.org>") });
    expect(read("CVE/list")).toBe(LIST);
  });
});

test("without git the files are written in place, lists of years as well", async () => {
  expect((await runSplit()).exit).toBe(0);
  const { exit, out } = await run("--apply", await tokenOf());
  expect([exit, out]).toEqual([0, expect.stringContaining("CVE/2026.list, next-point-update.txt: written.")]);
  expect([read("CVE/2026.list"), read("next-point-update.txt")]).toEqual([MERGED, LEFT]);
  expect(() => read("CVE/list")).toThrow();
});

test("records of the plan that cannot be read are told", async () => {
  write("next-point-update.txt", `${NEXT}nonsense\n\t[bookworm] - curl 1\n`);
  const plan = await run();
  expect(plan.err).toContain(
    "Records with an error stay as they are (see `sameday tracker check`): next-point-update.txt:5.",
  );
});

async function runSplit(): Promise<{ readonly exit: number }> {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const exit = await runCommandLine(["tracker", "split", "--data", join(root, "data")], {
    streams: streams as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">,
    environment: { HOME: root },
  });
  return { exit };
}
