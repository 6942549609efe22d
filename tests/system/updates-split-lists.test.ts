import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";
import { recordInLists } from "../../src/updates/steps/tell/record-in-lists.ts";

/** What is told goes into the lists as they stand: also where the list of issues is one a year. */

type Asked = Parameters<typeof recordInLists>;

const OLD = "CVE-2025-1000 (x)\n\t- curl 8\n\t[bookworm] - curl <unfixed>\n";
const NEW = "CVE-2026-1000 (y)\n\t- wget 1\n";
const ORDER = "2026 CVE-2026-1000 (y)\n2025 CVE-2025-1000 (x)\n";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sameday-split-lists-"));
  mkdirSync(join(root, "CVE"));
  writeFileSync(join(root, "CVE/2025.list"), OLD);
  writeFileSync(join(root, "CVE/2026.list"), NEW);
  writeFileSync(join(root, "CVE/order"), ORDER);
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message", "begin");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function git(...words: readonly string[]): string {
  return execFileSync("git", ["-C", root, ...words], { encoding: "utf8" });
}

const tell = (issues: readonly string[]) =>
  recordInLists(
    {
      definition: { advisory: { prefix: "ACME-SA", first: 1 }, title: "Acme", contact: "security@example.org" },
      trackerDirectory: root,
      runner: createProcessRunner(root),
    } as unknown as Asked[0],
    { source: "curl", version: "8-1", release: "bookworm", issues } as unknown as Asked[1],
    { id: "ACME-SA-1-1", revision: 1, at: new Date("2026-11-20T00:00:00Z") } as unknown as Asked[2],
    undefined,
  );

test("an advisory is recorded in the lists of its issues' years, and in no other file", async () => {
  const commit = await tell(["CVE-2025-1000"]);
  expect(readFileSync(join(root, "CVE/2025.list"), "utf8")).toBe("CVE-2025-1000 (x)\n\t{ACME-SA-1-1}\n\t- curl 8\n");
  expect(git("show", "--name-only", "--format=", commit).trim().split("\n")).toEqual(["ACME-SA/list", "CVE/2025.list"]);
  expect(git("status", "--porcelain")).toBe("");
  expect(await tell(["CVE-2025-1000"])).toBe(commit);
});

test("a new issue goes to the list of its year; the one list does not come back", async () => {
  await tell(["CVE-2026-2000", "CVE-2024-1000"]);
  expect(readdirSync(join(root, "CVE")).sort()).toEqual(["2024.list", "2025.list", "2026.list", "order"]);
  expect(readFileSync(join(root, "CVE/2026.list"), "utf8")).toBe(
    `CVE-2026-2000\n\t{ACME-SA-1-1}\n\tTODO: check\n${NEW}`,
  );
  expect(readFileSync(join(root, "CVE/2025.list"), "utf8")).toBe(OLD);
});

test("what a try before this one wrote and did not commit is committed with the rest", async () => {
  writeFileSync(join(root, "CVE/2025.list"), "CVE-2025-1000 (x)\n\t{ACME-SA-1-1}\n\t- curl 8\n");
  const commit = await tell(["CVE-2025-1000"]);
  expect(git("show", "--name-only", "--format=", commit).trim().split("\n")).toEqual(["ACME-SA/list", "CVE/2025.list"]);
  expect(git("status", "--porcelain")).toBe("");
});

test("attributes of the data change no byte of it, and no program that they name runs", async () => {
  const mark = join(root, ".git/ran");
  writeFileSync(join(root, ".gitattributes"), "*.list filter=other\nlist filter=other\n");
  git("add", ".gitattributes");
  git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message", "attributes");
  git("config", "filter.other.clean", `touch ${mark}; tr a-z A-Z`);
  const commit = await tell(["CVE-2025-1000"]);
  expect(readdirSync(join(root, ".git"))).not.toContain("ran");
  for (const path of ["CVE/2025.list", "ACME-SA/list"]) {
    expect(git("cat-file", "blob", `${commit}:${path}`)).toBe(readFileSync(join(root, path), "utf8"));
  }
  expect(git("log", "-1", "--format=%an %ae, %cn %ce")).toBe(
    "Acme security@example.org, Acme security desk security@example.org\n",
  );
});
