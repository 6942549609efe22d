import { execFileSync } from "node:child_process";
import { appendFile, chmod, mkdir, mkdtemp, readdir, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AuditReport, type AuditScope, audit } from "../../src/audit/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { ROOT, runner } from "./whole-desk.ts";

/* Trees that somebody made to harm the audit: it ends soon, says what it did not see, and touches nothing outside. */

let scratch = "";
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "sd-hostile-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const processes = createProcessRunner("/nonexistent");
const WIDE = "mallory ALL = (root) NOPASSWD: /usr/bin/x\n";

function run(root: string, scope: AuditScope = "tree", base?: string): Promise<AuditReport> {
  return audit({ path: root, scope, rules: [], processes, ...(base === undefined ? {} : { base }) });
}

async function tree(name: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const root = path.join(scratch, name);
  await mkdir(root, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), content);
  }
  return root;
}

const pathsOf = ({ findings }: AuditReport): readonly string[] => findings.map((finding) => finding.path);
const troublesOf = ({ findings }: AuditReport): readonly string[] =>
  findings.filter(({ rule }) => rule === "unreadable").map((finding) => finding.path);

describe("what is no regular file", () => {
  let server: Server | undefined;
  afterAll(() => void server?.close());

  test.each(["tree", "image"] as const)(
    "links, FIFOs, sockets and devices are neither followed nor opened (%s)",
    async (scope) => {
      const outside = await tree(`outside-${scope}`, { "etc/sudoers.d/secret": WIDE });
      const root = await tree(`special-${scope}`, { "etc/sudoers.d/good": "# nothing\n", "usr/bin/x": "#!/bin/sh\n" });
      const sudoers = path.join(root, "etc/sudoers.d");
      await symlink(path.join(outside, "etc/sudoers.d/secret"), path.join(sudoers, "file-outside"));
      await symlink(path.join(outside, "etc"), path.join(root, "folder-outside"));
      await symlink("../../..", path.join(root, "usr/up"));
      await symlink("loop-b", path.join(root, "loop-a"));
      await symlink("loop-a", path.join(root, "loop-b"));
      await symlink(".", path.join(root, "self"));
      execFileSync("mkfifo", [path.join(sudoers, "fifo")]);
      server = createServer().listen(path.join(root, "usr/socket"));
      if (process.getuid?.() === 0) execFileSync("mknod", [path.join(sudoers, "zero"), "c", "1", "5"]);
      const report = await run(root, scope);
      // sudo would read what the link leads to, and nobody has looked at that.
      expect(pathsOf(report).filter((each) => /outside|secret|fifo|zero|up\//.test(each))).toEqual([
        "etc/sudoers.d/file-outside",
      ]);
      expect(troublesOf(report)).toEqual(["etc/sudoers.d/file-outside"]);
      server.close();
    },
  );

  test("a root that is a link is the folder behind it; what is no folder is refused", async () => {
    const root = await tree("real", { "etc/sudoers.d/x": WIDE, "usr/bin/x": "" });
    await symlink(root, path.join(scratch, "by-link"));
    expect(pathsOf(await run(path.join(scratch, "by-link")))).toContain("etc/sudoers.d/x");
    await expect(run(path.join(root, "usr/bin/x"))).rejects.toMatchObject({ code: "INPUT_INVALID" });
    await expect(run(path.join(root, "nowhere"))).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });
});

describe("size", () => {
  test("files of 2 GB are told of, not read, when they are of a kind", async () => {
    const root = await tree("large", { "usr/bin/x": "#!/usr/bin/python3\n", "etc/sudoers.d/y": "", "usr/share/z": "" });
    for (const file of ["usr/bin/x", "etc/sudoers.d/y", "usr/share/z"])
      await truncate(path.join(root, file), 2 * 1024 ** 3);
    expect(troublesOf(await run(root))).toEqual(["etc/sudoers.d/y", "usr/bin/x"]);
  });

  test("100,000 files in one folder, and folders deeper than a path may be long", async () => {
    const root = await tree("many", { "etc/sudoers.d/x": WIDE });
    const folder = path.join(root, "usr/share/many");
    await mkdir(folder, { recursive: true });
    for (let block = 0; block < 100; block += 1) {
      await Promise.all(Array.from({ length: 1000 }, (_, at) => writeFile(path.join(folder, `${block}-${at}`), "a")));
    }
    await mkdir(path.join(root, "opt", ...Array.from({ length: 300 }, () => "d")), { recursive: true });
    const report = await run(root);
    expect(pathsOf(report)).toContain("etc/sudoers.d/x");
    expect(troublesOf(report)).toHaveLength(1);
    expect(troublesOf(report)[0]).toMatch(/^opt\/d/);
  });
});

describe("names", () => {
  test("line ends and bytes that are not UTF-8 are shown, and their files judged", async () => {
    const root = await tree("names", { "etc/sudoers.d/a\nb": WIDE, "usr/bin/x": "" });
    const folder = Buffer.concat([Buffer.from(`${root}/etc/sudoers.d/`), Buffer.from([0x63, 0xe4])]);
    await writeFile(folder, WIDE);
    const report = await run(root);
    expect(pathsOf(report)).toEqual(expect.arrayContaining(["etc/sudoers.d/a\nb", "etc/sudoers.d/c\\xe4"]));
    expect(JSON.parse(JSON.stringify(report.findings))).toEqual(report.findings);
  });
});

test("what this user may not read is told of", async () => {
  const root = await tree("locked", { "etc/sudoers.d/x": WIDE, "etc/locked/y": "", "usr/bin/z": "#!/bin/sh\n" });
  await chmod(scratch, 0o755);
  await chmod(path.join(root, "etc/sudoers.d/x"), 0o000);
  await chmod(path.join(root, "etc/locked"), 0o000);
  const main = path.join(ROOT, "sameday");
  await runner.run({ argv: [main, "--version"], timeLimitMs: 600_000 });
  // Another user could not read a checkout that lies in root's own folder; root without its privilege over files can.
  const unprivileged = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];
  const { stdout } = await runner.run({
    argv: [
      "env",
      ...unprivileged,
      process.execPath,
      path.join(ROOT, "dist/main.js"),
      "audit",
      root,
      "--format",
      "json",
    ],
    timeLimitMs: 60_000,
    okExitCodes: [1],
  });
  await chmod(path.join(root, "etc/locked"), 0o755);
  const { findings } = JSON.parse(Buffer.from(stdout).toString()) as AuditReport;
  const troubles = findings.filter(({ rule }) => rule === "unreadable").map((finding) => finding.path);
  expect(troubles).toEqual(["etc/locked", "etc/sudoers.d/x"]);
});

const MEGABYTE = 1024 * 1024;
const LONG = "a".repeat(10 * MEGABYTE);
const HEADS: Readonly<Record<string, string>> = {
  "etc/sudoers.d/x": "mallory ALL = /bin/",
  "lib/systemd/system/x.service": "[Service]\nExecStart=/bin/",
  "usr/share/applications/x.desktop": "[Desktop Entry]\nExec=",
  "usr/share/dbus-1/system-services/x.service": "[D-BUS Service]\nExec=",
  "etc/polkit-1/rules.d/x.rules": "polkit.addRule(function(action) { return '",
  "usr/share/polkit-1/actions/x.policy": "<?xml version='1.0'?>\n<policyconfig><action id='",
  "etc/polkit-1/localauthority/50-local.d/x.pkla": "[x]\nIdentity=*\nAction=",
  "etc/apparmor.d/x": "/usr/bin/x {\n  /",
  "etc/onion-grater.d/x.yml": "- exe-paths:\n    - '",
  "etc/cron.d/x": "1 2 3 4 5 root ",
  "usr/bin/shell": "#!/bin/sh\n",
  "usr/bin/perl": "#!/usr/bin/perl\nuse lib '",
  "usr/bin/python": "#!/usr/bin/python3\nx = '",
  "usr/share/gnome-shell/extensions/x/extension.js": "const A = '",
  "debian/patches/x.patch": "--- a/x\n+++ b/x\n@@ -1 +1 @@\n+",
};

describe("content", () => {
  test.each(Object.keys(HEADS))("a line of 10 MB in %s", async (file) => {
    const root = await tree(`line-${file.replaceAll("/", "-")}`, {
      [file]: `${HEADS[file]}${LONG}\n`,
      "etc/sudoers.d/y": WIDE,
    });
    expect(pathsOf(await run(root))).toContain("etc/sudoers.d/y");
    await rm(root, { recursive: true });
  });

  test.each([
    "(",
    "[",
    "{",
    "$(",
    "`",
    "'",
    '"',
    "<<",
    "((",
    "if ",
    "a: [",
    "<a>",
    "-",
    "\\\n",
    "\0",
    "\xff",
    "=pod\n",
    "${",
    "#{",
    "/*",
  ])("half a megabyte of %j in a file of each kind", async (piece) => {
    const junk = piece.repeat(MEGABYTE / 2 / piece.length);
    const files = Object.fromEntries(Object.entries(HEADS).map(([file, head]) => [file, `${head}\n${junk}\n`]));
    const root = await tree("nested", { ...files, "etc/sudoers.d/y": WIDE });
    expect(pathsOf(await run(root))).toContain("etc/sudoers.d/y");
    await rm(root, { recursive: true });
  });

  test("a bomb of YAML's aliases", async () => {
    const levels = Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]\n`);
    const bomb = `---\na0: &a0 [x]\n${levels.join("")}- exe-paths: *a40\n  commands: *a40\n`;
    const root = await tree("bomb", { "etc/onion-grater.d/x.yml": bomb, "etc/sudoers.d/y": WIDE });
    expect(pathsOf(await run(root))).toEqual(expect.arrayContaining(["etc/onion-grater.d/x.yml", "etc/sudoers.d/y"]));
  });

  test("junk where sudo reads is a finding", async () => {
    const junk = Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * 7919) % 256));
    const root = await tree("junk", { "etc/sudoers": junk, "usr/bin/x": junk });
    const { findings } = await run(root);
    expect(findings.some(({ rule, path: file }) => rule === "unparsable" && file === "etc/sudoers")).toBe(true);
  });
});

describe("nothing of the tree is executed", () => {
  test("neither by settings of its checkout nor by its files", async () => {
    const root = await tree("checkout", {
      "etc/sudoers.d/x": WIDE,
      "usr/bin/x": "a\n",
      ".gitattributes": "* filter=evil diff=evil\n",
    });
    const mark = path.join(scratch, "executed");
    const git = (...words: readonly string[]): string =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-C", root, ...words], { encoding: "utf8" });
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "x");
    const touch = `sh -c 'touch ${mark}; cat'`;
    for (const key of [
      "filter.evil.clean",
      "filter.evil.smudge",
      "diff.evil.command",
      "diff.evil.textconv",
      "core.fsmonitor",
      "core.pager",
    ])
      git("config", key, touch);
    await writeFile(path.join(root, "usr/bin/x"), "b\n");
    await writeFile(path.join(root, "etc/sudoers.d/new"), WIDE.replace("/x", "/y"));
    const report = await run(root, "tree", "HEAD");
    expect(pathsOf(report)).toContain("etc/sudoers.d/new");
    expect(await readdir(scratch)).not.toContain("executed");
  });

  const gitIn = (root: string, ...words: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-C", root, ...words], { encoding: "utf8" });
  const checkout = async (name: string): Promise<string> => {
    const root = await tree(name, { "etc/sudoers.d/x": WIDE, "usr/bin/x": "#!/usr/bin/python3\nimport os\n" });
    for (const words of [
      ["init", "-q"],
      ["add", "."],
      ["commit", "-q", "-m", "x"],
    ])
      gitIn(root, ...words);
    return root;
  };

  test.each([
    ["a helper", ["remote.origin.url", "ext::sh -c touch% MARK"], ["protocol.ext.allow", "always"]],
    ["the other side's program", ["remote.origin.url", "."], ["remote.origin.uploadpack", "touch MARK;"]],
    ["a shell elsewhere", ["remote.origin.url", "ssh://x/y"], ["core.sshCommand", "touch MARK;"]],
  ])("no object that a checkout lacks is fetched: %s", async (what, ...settings) => {
    const root = await checkout(`lazy ${what}`);
    const mark = path.join(scratch, "fetched");
    const id = gitIn(root, "rev-parse", "HEAD:usr/bin/x").trim();
    await writeFile(path.join(root, "usr/bin/x"), "#!/usr/bin/python3\nimport sys\n");
    await rm(path.join(root, ".git/objects", id.slice(0, 2), id.slice(2)), { force: true });
    const partial = [
      ["core.repositoryformatversion", "1"],
      ["extensions.partialClone", "origin"],
      ["remote.origin.promisor", "true"],
    ];
    for (const [key = "", value = ""] of [...partial, ...settings])
      gitIn(root, "config", key, value.replace("MARK", mark));
    expect(pathsOf(await run(root, "tree", "HEAD"))).toContain("usr/bin/x");
    expect(await readdir(scratch)).not.toContain("fetched");
  });

  test("a filter whose name cannot be handed on is not run", async () => {
    const root = await checkout("filter");
    const mark = path.join(scratch, "filtered");
    const program = path.join(root, "usr/bin/x");
    const young = new Date("2026-01-01");
    await utimes(program, young, young);
    gitIn(root, "config", "core.trustctime", "false");
    gitIn(root, "config", "core.checkStat", "minimal");
    gitIn(root, "update-index", "-q", "--refresh");
    const latin = (text: string): Buffer => Buffer.from(text, "latin1");
    await appendFile(path.join(root, ".git/config"), latin(`[filter "\xe4"]\n\tclean = touch ${mark}; cat\n`));
    await writeFile(path.join(root, ".git/info/attributes"), latin("* filter=\xe4\n"));
    // Of the same size and as young as the index, so that git has to compare.
    await writeFile(program, "#!/usr/bin/python3\nimport io\n");
    for (const file of [program, path.join(root, ".git/index")]) await utimes(file, young, young);
    await expect(run(root, "tree", "HEAD")).rejects.toMatchObject({ code: "INPUT_INVALID" });
    expect(await readdir(scratch)).not.toContain("filtered");
  });
});
