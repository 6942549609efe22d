import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ProcessRunner } from "../../src/kernel/index.ts";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";
import { dataEdit, landEdit, landOrWrite, withDataLock } from "../../src/tracker/index.ts";
import { type DataRepository, dataRepository } from "./tracker-land-kit.ts";

/** What machine and people do to a repository beside an edit: it lands whole, or is refused in words and leaves everything. */

const runner = createProcessRunner("/nonexistent");
const ADA = { name: "Ada Lovelace", email: "ada@example.org" };

let root: string;
let data: string;
let git: DataRepository["git"];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sameday-faults-"));
  ({ data, git } = await dataRepository(root));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const note = (text: string, issue = "CVE-2026-2000") =>
  dataEdit({ act: "add-note", issue, text }, { name: ADA.name, today: systemClock.now() });
const land = (text = "hello", by: ProcessRunner = runner, issue = "CVE-2026-2000", person = ADA) =>
  landEdit({ runner: by, directory: data, person, clock: systemClock, edit: note(text, issue) });
const landOrWriteIt = () =>
  landOrWrite({ runner, directory: data, person: async () => ADA, clock: systemClock, edit: note("hello") });
const list = () => readFile(join(data, "CVE/list"), "latin1");

/** The runner, with something done before the first of git's commands that has this word. */
function beforeGit(word: string, act: () => Promise<void>): ProcessRunner {
  let due = true;
  return {
    async run(command) {
      if (due && command.argv.includes(word)) {
        due = false;
        await act();
      }
      return runner.run(command);
    },
  };
}

describe("data that git keeps and in which it refuses to work are not written past it", () => {
  test.each([
    ["of somebody else", () => runner.run({ argv: ["chown", "-R", "1234:1234", root], timeLimitMs: 5000 }), /dubious/],
    ["whose head is broken", () => writeFile(join(root, ".git/HEAD"), "nonsense\n"), /finds no repository/],
    ["whose index is broken", () => writeFile(join(root, ".git/index"), "nonsense\n"), /index file/],
  ])("%s", async (_what, spoil, words) => {
    const before = await list();
    await spoil();
    await expect(landOrWriteIt()).rejects.toMatchObject({ message: expect.stringMatching(words) });
    await expect(land()).rejects.toMatchObject({ message: expect.stringMatching(words) });
    expect(await list()).toBe(before);
  });

  test("nor locked beside its lock", async () => {
    await runner.run({ argv: ["chown", "-R", "1234:1234", root], timeLimitMs: 5000 });
    const work = withDataLock(runner, data, async () => "done");
    await expect(work).rejects.toMatchObject({ message: expect.stringContaining("dubious ownership") });
  });
});

test.each([
  ["revert", "--no-commit", "HEAD"],
  ["checkout", "HEAD~1", "--", "."],
])("what somebody staged stays, also when it is what a killed edit would leave: git %s %s", async (...words) => {
  await land();
  await git(...words);
  const staged = await git("write-tree");
  const text = await list();
  await expect(land("again")).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await git("write-tree")).toBe(staged);
  expect(await list()).toBe(text);
});

test("an edit that is committed is not called a fault because the work tree cannot follow; the next one says why", async () => {
  const aside = join(root, "aside");
  const blocked = beforeGit("update-ref", async () => {
    await rename(join(data, "CVE"), aside);
    await writeFile(join(data, "CVE"), "in the way");
  });
  const landed = await land("hello", blocked);
  expect(landed).toMatchObject({ commit: await git("rev-parse", "HEAD"), behind: ["CVE/list"] });
  await expect(land("again")).rejects.toMatchObject({ code: "INPUT_INVALID", message: expect.stringContaining("CVE") });
  await rm(join(data, "CVE"));
  await rename(aside, join(data, "CVE"));
  await land("again");
  expect(await list()).toContain("NOTE: hello\n\tNOTE: again");
  expect(await git("status", "--porcelain")).toBe("");
});

test("a file keeps its rights, in git and in the work tree, whatever the umask takes", async () => {
  const file = join(data, "CVE/list");
  await chmod(file, 0o775);
  await git("commit", "--quiet", "--all", "--message", "Rights");
  await land();
  expect(await git("ls-tree", "HEAD", "CVE/list")).toMatch(/^100755 /);
  expect((await stat(file)).mode & 0o777).toBe(0o775);
});

test("a list that is a link in git is not made a list of its path", async () => {
  await rename(join(data, "CVE/list"), join(root, "real"));
  await symlink("../../real", join(data, "CVE/list"));
  await git("add", "--all", "..");
  await git("commit", "--quiet", "--message", "A link");
  await expect(land()).rejects.toMatchObject({ code: "INPUT_INVALID", message: expect.stringContaining("a link") });
});

test("what git says when it does not take a commit reaches whoever edits", async () => {
  const hook = join(root, ".git/hooks/reference-transaction");
  await writeFile(hook, "#!/bin/sh\necho freeze until Monday >&2\nexit 1\n", { mode: 0o755 });
  await expect(land()).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("freeze until Monday"),
  });
  await rm(hook);
  await git("config", "commit.gpgsign", "true");
  await git("config", "gpg.program", "/nonexistent/gpg");
  await expect(land()).rejects.toMatchObject({ message: expect.stringContaining("/nonexistent/gpg") });
});

test("an index that another git holds for a moment is waited for", async () => {
  const lock = join(root, ".git/index.lock");
  const held = beforeGit("update-ref", async () => {
    await writeFile(lock, "");
    setTimeout(() => void rm(lock), 150);
  });
  await land("hello", held);
  expect(await git("diff-index", "--cached", "--name-only", "HEAD")).toBe("");
});

test("what a process of the same number left behind is in nobody's way, and what it had half written goes", async () => {
  for (const end of ["index", "index.lock"]) {
    await writeFile(join(root, `.git/sameday-${process.pid}.${end}`), "cut sh");
  }
  await land();
  const partial = join(data, "CVE/list.99999.partial");
  const blocked = beforeGit("update-ref", async () => {
    await writeFile(partial, "CVE-20");
    await writeFile(join(root, ".git/index.lock"), "");
  });
  await land("more", blocked);
  await rm(join(root, ".git/index.lock"));
  await land("again");
  expect(await git("status", "--porcelain")).toBe("");
  expect((await readdir(join(root, ".git"))).filter((name) => name.startsWith("sameday-"))).toEqual([]);
});

test("a commit whose file git has lost is not taken for one without it", async () => {
  const object = await git("rev-parse", "HEAD:./CVE/list");
  await rm(join(root, ".git/objects", object.slice(0, 2), object.slice(2)));
  await expect(land()).rejects.toMatchObject({
    message: expect.stringMatching(/^git cannot read CVE\/list of commit/),
  });
});

test("two folders of one repository follow each in its turn", async () => {
  const lock = join(root, ".git/index.lock");
  const other = await dataRepository(join(root, "inner"));
  await rm(join(root, "inner/.git"), { recursive: true });
  await git("add", "--all", "..");
  await git("commit", "--quiet", "--message", "Two");
  await land(
    "hello",
    beforeGit("update-ref", () => writeFile(lock, "")),
  );
  await rm(lock);
  await landEdit({ runner, directory: other.data, person: ADA, clock: systemClock, edit: note("other") });
  await land("again");
  expect(await git("status", "--porcelain")).toBe("");
});

test.each([".", "''", "a\nb", ""])("a name of which git leaves nothing is refused: %j", async (name) => {
  await expect(land("x", runner, "CVE-2026-2000", { ...ADA, name })).rejects.toMatchObject({ code: "INPUT_INVALID" });
});
