import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { audit, type Finding } from "../../src/audit/index.ts";
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

test("an unknown revision, an option and a folder without checkout are refused", async () => {
  await expect(added("nowhere")).rejects.toMatchObject({ code: "USAGE" });
  await expect(added("--output=x")).rejects.toMatchObject({ code: "USAGE" });
  await rm(path.join(root, ".git"), { recursive: true });
  await expect(added()).rejects.toMatchObject({ code: "INPUT_INVALID" });
});
