import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answerOf, audit, type Finding, loadWaivers, RULES } from "../../src/audit/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/* What `--base` says of a change, in a real checkout. */

const processes = createProcessRunner("/nonexistent");
let root = "";
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "sd-base-"));
  await write("etc/sudoers.d/old", "ada ALL = (root) NOPASSWD: /usr/bin/a\n");
  await write("usr/bin/old.py", "#!/usr/bin/python3\nprint(1)\n");
  await write("usr/bin/clean", "#!/bin/sh\necho\n");
  git("init", "-q");
  commit();
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
  if (file.startsWith("usr/bin/")) await chmod(path.join(root, file), 0o755);
}

function git(...words: readonly string[]): void {
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-C", root, ...words], { stdio: "ignore" });
}

function commit(): void {
  git("add", "-A");
  git("commit", "-q", "-m", "x");
}

async function added(base = "HEAD", within = "."): Promise<readonly string[]> {
  const { findings } = await audit({ path: path.join(root, within), scope: "tree", rules: [], base, processes });
  return findings.map(({ path: file, line }: Finding) => `${file}:${line}`);
}

test("nothing changed, nothing added", async () => {
  expect(await added()).toEqual([]);
});

test("a new line of sudoers is added, the old one is not, wherever it moved", async () => {
  await write(
    "etc/sudoers.d/old",
    "# words\n\nada ALL = (root) NOPASSWD: /usr/bin/a\nada ALL = (root) NOPASSWD: /usr/bin/b\n",
  );
  expect(await added()).toEqual(["etc/sudoers.d/old:4"]);
});

test("the same line once more is one more", async () => {
  await write("etc/sudoers.d/old", "ada ALL = (root) NOPASSWD: /usr/bin/a\nada ALL = (root) NOPASSWD: /usr/bin/a\n");
  expect(await added()).toHaveLength(1);
});

test("a new file counts before git knows it, and after it was committed", async () => {
  await write("usr/bin/new.py", "#!/usr/bin/python3\nprint(1)\n");
  expect(await added()).toEqual(["usr/bin/new.py:1"]);
  commit();
  expect(await added("HEAD~1")).toEqual(["usr/bin/new.py:1"]);
  expect(await added()).toEqual([]);
});

test("a renamed file keeps its findings, a changed line of it is new", async () => {
  await rename(path.join(root, "usr/bin/old.py"), path.join(root, "usr/bin/renamed.py"));
  expect(await added()).toEqual([]);
  await write("usr/bin/renamed.py", "#!/usr/bin/python3 -u\nprint(1)\n");
  expect(await added()).toEqual(["usr/bin/renamed.py:1"]);
});

test("a program that loses its isolation is found, one that changes otherwise is not", async () => {
  await write("usr/bin/clean", "#!/bin/sh\necho more\n");
  expect(await added()).toEqual([]);
  await write("usr/bin/clean", "#!/usr/bin/python3\nprint(2)\n");
  expect(await added()).toEqual(["usr/bin/clean:1"]);
});

test("what another branch mended meanwhile is not added by this one", async () => {
  git("checkout", "-q", "-b", "other");
  await write("usr/bin/old.py", "#!/usr/bin/python3 -I\nprint(1)\n");
  commit();
  git("checkout", "-q", "-");
  expect(await added("other")).toEqual([]);
});

test("a folder of the checkout is compared with itself", async () => {
  await write("usr/bin/new.py", "#!/usr/bin/python3\nprint(1)\n");
  expect(await added("HEAD", "usr")).toEqual(["bin/new.py:1"]);
});

test("a change that edits what ships says which findings no longer count", async () => {
  await write("etc/sudoers.d/new", "bob ALL = (root) NOPASSWD: /usr/bin/b\n");
  await write(".sameday-audit.toml", 'test = ["etc/sudoers.d/"]\n');
  expect(await uncounted()).toEqual(["etc/sudoers.d/new:1", "etc/sudoers.d/old:1"]);
  commit();
  expect(await uncounted()).toEqual([]);
  await write(".sameday-audit.toml", 'test = ["etc/sudoers.d/"]\ndev = ["usr/"]\n');
  expect(await uncounted()).toEqual(["usr/bin/old.py:1"]);
});

async function uncounted(): Promise<readonly string[]> {
  const { findings, changed } = await audit({ path: root, scope: "tree", rules: [], base: "HEAD", processes });
  expect(findings.filter(({ severity }) => severity !== "note")).toEqual([]);
  return changed?.uncounted.map(({ path: file, line }) => `${file}:${line}`) ?? [];
}

test("a waiver that comes with its finding waives it, and is known as the change's own", async () => {
  await write("etc/sudoers.d/new", "bob ALL = (root) NOPASSWD: /usr/bin/b\n");
  const whole = await audit({ path: root, scope: "tree", rules: [], processes });
  const entries = whole.findings.map(({ rule, path: file, fingerprint }, at) =>
    [
      "[[waiver]]",
      ...Object.entries({ rule, path: file, fingerprint, owner: "ada", ticket: "#1" }).map(
        (one) => `${one.join(' = "')}"`,
      ),
      `reason = "The program at place ${at} of the list was read by us on its first day."`,
      "created = 2026-11-01\nexpires = 2027-02-01\n",
    ].join("\n"),
  );
  const isNew = async () => {
    const { findings, changed } = await audit({ path: root, scope: "tree", rules: [], base: "HEAD", processes });
    const before = changed?.waiversBefore;
    const now = new Date("2026-11-22T00:00:00Z");
    const loaded = await loadWaivers({ root, file: undefined, rules: RULES.map(({ id }) => id), now, before });
    expect(loaded.problems).toEqual([]);
    const { suppressed } = answerOf({ ...whole, findings }, loaded, { rules: [], addedAlone: true });
    return suppressed.map(({ finding, isNew = false }) => `${finding.path} ${isNew}`);
  };
  await write(".sameday-audit-waivers.toml", entries.join("\n"));
  expect(await isNew()).toEqual(["etc/sudoers.d/new true"]);
  git("add", ".sameday-audit-waivers.toml");
  git("commit", "-q", "-m", "waivers alone");
  expect(await isNew()).toEqual(["etc/sudoers.d/new false"]);
  await write(".sameday-audit-waivers.toml", entries.join("\n").replaceAll("2027-02-01", "2027-03-01"));
  expect(await isNew()).toEqual(["etc/sudoers.d/new true"]);
});

test("an unknown revision, an option and a folder without checkout are refused", async () => {
  await expect(added("nowhere")).rejects.toMatchObject({ code: "USAGE" });
  await expect(added("--output=x")).rejects.toMatchObject({ code: "USAGE" });
  await rm(path.join(root, ".git"), { recursive: true });
  await expect(added()).rejects.toMatchObject({ code: "INPUT_INVALID" });
});
