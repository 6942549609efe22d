import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataRepository, LAND_FILES, LAND_LIST } from "./tracker-land-kit.ts";

/** The commands that edit tracker data, as people type them, with real git. */

const ROOT = join(import.meta.dirname, "../..");
const HOOK = `${ROOT}/scripts/typescript-hook.mjs`;

let root: string;
let data: string;
let git: (...words: string[]) => Promise<string>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sameday-edit-"));
  ({ data, git } = await dataRepository(root));
  await writeFile(join(root, ".gitconfig"), "[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n");
});
afterEach(() => rm(root, { recursive: true, force: true }));

function sameday(...words: string[]) {
  const argv = ["--import", HOOK, `${ROOT}/src/main.ts`, "tracker", ...words];
  const env = { PATH: process.env.PATH, HOME: root };
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { env, encoding: "utf8", cwd: root });
  return { exit: status, out: stdout, err: stderr };
}

const list = () => readFile(join(data, "CVE/list"), "latin1");

test("a line, under the name that git knows", async () => {
  const words = ["set-line", "CVE-2026-2000", "curl", "postponed", "--release", "bookworm"];
  const said = sameday(...words, "--because", "Minor \u2013 wait", "--data", data, "--json");
  expect([said.exit, said.err]).toEqual([0, ""]);
  expect(await list()).toBe(
    LAND_LIST.replace(
      "<unfixed>\nCVE-2026-1000",
      "<unfixed>\n\t[bookworm] - curl <postponed> (Minor - wait)\nCVE-2026-1000",
    ),
  );
  expect(JSON.parse(said.out)).toEqual({
    commit: await git("rev-parse", "HEAD"),
    files: ["CVE/list"],
    subject: "CVE-2026-2000: curl in bookworm: postponed",
  });
  expect(await git("log", "-1", "--format=%an <%ae>")).toBe("Ada Lovelace <ada@example.org>");
  expect(sameday(...words, "--because", "Minor - wait", "--data", data).out).toMatch(/say so already/);
});

test("one edit of every kind, each its own commit", async () => {
  const edits = [
    ["set-line", "CVE-2026-2000", "curl", "fixed", "--in", "8.5-1", "--bug", "#9"],
    ["link-bug", "CVE-2026-2000", "curl", "10"],
    ["add-note", "CVE-2026-2000", "seen"],
    ["remove-line", "CVE-2026-1000", "curl", "--release", "bookworm"],
    ["not-for-us", "CVE-2026-3000", "a phone"],
    ["take", "curl/bookworm"],
    ["take", "wget", "--queue", "dla", "--as", "Leo <leo@example.org>"],
    ["drop", "curl/bookworm", "--entirely"],
    ["add-advisory", "DSA", "wget", "CVE-2026-1000", "--fix", "trixie=1.2-1"],
  ];
  for (const words of edits) expect([words, sameday(...words, "--data", data).err]).toEqual([words, ""]);
  expect(await list()).toBe(
    LAND_LIST.replace("TODO: check", "NOT-FOR-US: a phone")
      .replace("<unfixed>\n", "8.5-1 (bug #9; bug #10)\n\tNOTE: seen\n")
      .replace("\t[bookworm] - curl <no-dsa> (Minor issue)\n", "")
      .replace("{DSA-1-1}", "{DSA-1-1 DSA-2-1}"),
  );
  expect(await readFile(join(data, "dla-needed.txt"), "latin1")).toMatch(
    /^--\nwget \(Leo\)\n {2}NOTE: \d{8}: taken \(Leo\)\n--\n$/,
  );
  expect(await readFile(join(data, "dsa-needed.txt"), "latin1")).toBe("--\n");
  const advisories = await readFile(join(data, "DSA/list"), "latin1");
  expect(advisories).toMatch(
    /^\[\d\d \w{3} \d{4}\] DSA-2-1 wget - security update\n\t\{CVE-2026-1000\}\n\t\[trixie\] - wget 1\.2-1\n/,
  );
  expect(advisories.endsWith(LAND_FILES["DSA/list"] ?? "-")).toBe(true);
  expect((await git("log", "--format=%s")).split("\n")).toHaveLength(edits.length + 1);
  expect(await git("status", "--porcelain", ".")).toBe("");
}, 900_000);

test("a record that changed since it was shown is refused, with what it is now", async () => {
  const { hash } = JSON.parse(sameday("show-record", "CVE-2026-2000", "--data", data, "--json").out);
  const leo = ["--as", "Leo <leo@example.org>", "--data", data];
  expect(sameday("add-note", "CVE-2026-2000", "first", ...leo).exit).toBe(0);
  const said = sameday("add-note", "CVE-2026-2000", "second", "--seen", hash, "--data", data);
  expect(said.exit).toBe(3);
  expect(said.err).toMatch(/Somebody else changed CVE-2026-2000 since you looked \(Leo, .*UTC\)[\s\S]*NOTE: first/);
  expect(await list()).not.toContain("second");
});

test("our layer over Debian's gets a record of its own, and the lower stays", async () => {
  const own = join(root, "acme/data");
  const { git: ownGit } = await dataRepository(join(root, "acme"), {
    "config.json": '{"distributions": {"zoo": {"base": "bookworm"}}}',
    "CVE/2026.list": "CVE-2026-9000\n\t- own 1\n",
  });
  const layers = ["--data", data, "--data", own];
  expect(
    sameday("set-line", "CVE-2026-2000", "curl", "fixed", "--in", "8-1+acme1", "--release", "zoo", ...layers),
  ).toMatchObject({ exit: 0 });
  expect(sameday("link-bug", "CVE-2026-1000", "curl", "5", ...layers)).toMatchObject({ exit: 0 });
  expect(await readFile(join(own, "CVE/2026.list"), "latin1")).toBe(
    "CVE-2026-1000\n\t- curl <unfixed> (bug #77; bug #5)\nCVE-2026-2000\n\t[zoo] - curl 8-1+acme1\nCVE-2026-9000\n\t- own 1\n",
  );
  expect(await list()).toBe(LAND_LIST);
  expect(await ownGit("status", "--porcelain", ".")).toBe("");
});

test.each<[string, readonly string[], number, RegExp]>([
  ["an issue that nobody knows", ["add-note", "CVE-2026-7777", "x"], 1, /No list has a record/],
  ["a state that needs a reason", ["set-line", "CVE-2026-2000", "curl", "no-dsa", "--release", "sid"], 2, /Say why/],
  ["a state that is none", ["set-line", "CVE-2026-2000", "curl", "fine"], 2, /choices|one of/i],
  [
    "a release that is none",
    ["set-line", "CVE-2026-2000", "curl", "unfixed", "--release", "bokworm"],
    2,
    /\[tracker-unknown-release\]/,
  ],
  ["a package for what is not for us", ["not-for-us", "CVE-2026-1000", "x"], 2, /take them out first/],
  [
    "a number that is taken",
    ["add-advisory", "DSA", "curl", "--number", "1", "--fix", "sid=1"],
    3,
    /stands in DSA\/list already/,
  ],
  ["a prefix that nobody uses", ["add-advisory", "DSAX", "curl", "--fix", "sid=1"], 1, /begin one with --number 1/],
  [
    "an issue that no list names",
    ["add-advisory", "DSA", "curl", "CVE-2026-7777", "--fix", "sid=1"],
    1,
    /No list names CVE-2026-7777; give --new-issue/,
  ],
  ["a queue that is none", ["take", "curl", "--queue", "das"], 2, /there are dsa, dla/],
  ["a person who is none", ["add-note", "CVE-2026-2000", "x", "--as", "Ada"], 2, /--as takes/],
  ["what nobody has taken", ["drop", "curl"], 1, /is not in dsa-needed/],
])("%s is refused, and nothing changes", async (_what, words, exit, message) => {
  const said = sameday(...words, "--data", data);
  expect([said.exit, said.out]).toEqual([exit, ""]);
  expect(said.err).toMatch(message);
  expect(await list()).toBe(LAND_LIST);
  expect(await git("log", "--format=%s")).toBe("The lists");
});

test("an advisory may name an issue that is not on record yet, and a package that is nearly a known one is told", async () => {
  const words = ["add-advisory", "DSA", "crul", "--new-issue", "CVE-2026-7777", "--fix", "sid=1", "--data", data];
  const said = sameday(...words);
  expect([said.exit, said.err]).toEqual([0, expect.stringContaining("If curl was meant")]);
  expect(await list()).toBe(`CVE-2026-7777\n\t{DSA-2-1}\n\tTODO: check\n${LAND_LIST}`);
});

test("a record that stands there uncommitted is not said to be missing", async () => {
  await writeFile(join(data, "CVE/list"), `CVE-2026-7777\n\tTODO: check\n${LAND_LIST}`);
  const said = sameday("add-note", "CVE-2026-7777", "x", "--data", data);
  expect([said.exit, said.err]).toEqual([3, expect.stringContaining("CVE/list in")]);
});

test("without a name of its own git's silence is told", async () => {
  await rm(join(root, ".gitconfig"));
  const said = sameday("add-note", "CVE-2026-2000", "x", "--data", data);
  expect([said.exit, said.err]).toEqual([2, expect.stringContaining("--as")]);
});
