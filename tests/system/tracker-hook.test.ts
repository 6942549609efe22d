import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** `sameday tracker hook` where git calls it: with its index, its quarantine and its lines on standard input. */

const ROOT = join(import.meta.dirname, "../..");
const SAMEDAY = `${process.execPath} --import ${ROOT}/scripts/typescript-hook.mjs ${ROOT}/src/main.ts`;
const scratch = mkdtempSync(join(tmpdir(), "sameday-hook-"));
const work = join(scratch, "work");
const central = join(scratch, "central.git");
const environment = {
  PATH: process.env.PATH,
  HOME: scratch,
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
};
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function git(words: string, directory = work): { readonly status: number | null; readonly err: string } {
  const { status, stderr } = spawnSync("git", words.split(" "), { cwd: directory, env: environment, encoding: "utf8" });
  return { status, err: stderr };
}

function write(path: string, text: string, directory = work): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

function hook(path: string, which: string): void {
  writeFileSync(path, `#!/bin/sh\nexec ${SAMEDAY} tracker hook ${which} --path data\n`, { mode: 0o755 });
}

const OLD_FAULT = "CVE-2026-1000 (x)\n\t- curl !\n";

beforeAll(() => {
  execFileSync("git", ["init", "-q", "-b", "main", work], { env: environment });
  execFileSync("git", ["init", "-q", "-b", "main", "--bare", central], { env: environment });
  write("data/config.json", '{"distributions": {"bookworm": {"release": "stable"}}}');
  write("data/CVE/list", OLD_FAULT);
  git("add -A");
  expect(git("commit -q -m first").status).toBe(0);
  git(`remote add origin ${central}`);
  expect(git("push -q origin main").status).toBe(0);
  hook(join(work, ".git/hooks/pre-commit"), "pre-commit");
  hook(join(central, "hooks/pre-receive"), "pre-receive");
});

test("pre-commit checks what is staged, not what lies in the work tree", () => {
  write("data/CVE/list", `${OLD_FAULT}CVE-2026-0999 (y)\n\t[bokworm] - curl 1\n`);
  git("add -A");
  write("data/CVE/list", OLD_FAULT);
  const refused = git("commit -m second");
  expect(refused.status).toBe(1);
  expect(refused.err).toContain(
    "CVE/list:4:3: error: No release is named bokworm; is it bookworm? [tracker-unknown-release]",
  );
  expect(refused.err).toContain("This commit brings an error");
  expect(refused.err).not.toContain("CVE/list:2");
});

test("an error that was there before does not refuse, a warning neither", () => {
  write("data/CVE/list", `CVE-2026-1001 (w)\n\tREJECTED\n\t- wget <unfixed>\n${OLD_FAULT}`);
  git("add -A");
  const passed = git("commit -q -m third");
  expect(passed).toMatchObject({ status: 0, err: expect.stringContaining("tracker-rejected-open") });
});

test("pre-receive refuses a push with its reasons, and takes the mended one", () => {
  write("data/CVE/list", `CVE-2026-1002 (v)\n\t- curl <fixed>\n${OLD_FAULT}`);
  git("add -A");
  expect(git("commit -q --no-verify -m fourth").status).toBe(0);
  const refused = git("push origin main");
  expect(refused.status).toBe(1);
  expect(refused.err).toContain("CVE/list:2:10: error: <fixed> is not a word that a note may carry");
  expect(refused.err).toContain("pre-receive hook declined");
  write("data/CVE/list", OLD_FAULT);
  git("add -A");
  expect(git("commit -q --no-verify -m fifth").status).toBe(0);
  expect(git("push -q origin main").status).toBe(0);
});

test("an error in the words of one that was there before refuses", () => {
  write("data/CVE/list", `CVE-2026-1003 (u)\n\t- wget !\n${OLD_FAULT}`);
  git("add -A");
  const refused = git("commit -m sixth");
  expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("CVE/list:2:") });
  write("data/CVE/list", `CVE-2026-1003 (u)\n\t- curl !\n${OLD_FAULT}`);
  git("add -A");
  expect(git("commit -m sixth").status).toBe(1);
  git("checkout HEAD -- data");
});

test("a new branch is compared with the head, a branch that goes is let go", () => {
  expect(git("push -q origin main:refs/heads/topic").status).toBe(0);
  expect(git("push -q origin :refs/heads/topic").status).toBe(0);
});

test("a repository that begins its data later passes, and is told while nothing is checked", () => {
  const other = join(scratch, "other");
  execFileSync("git", ["init", "-q", "-b", "main", other], { env: environment });
  hook(join(other, ".git/hooks/pre-commit"), "pre-commit");
  write("README", "x\n", other);
  git("add -A", other);
  expect(git("commit -q -m first", other)).toMatchObject({
    status: 0,
    err: expect.stringContaining("has no list in data, so nothing was checked"),
  });
  write("data/CVE/list", "CVE-2026-1000 (x)\n\t- curl 1\n", other);
  git("add -A", other);
  expect(git("commit -q -m second", other)).toEqual({ status: 0, err: "" });
});

test("outside a repository the hook says so", () => {
  const [program = "", ...words] = SAMEDAY.split(" ");
  const said = spawnSync(program, [...words, "tracker", "hook", "pre-commit"], { cwd: scratch, env: environment });
  expect([said.status, String(said.stderr)]).toEqual([2, expect.stringContaining("This is no git repository")]);
});
