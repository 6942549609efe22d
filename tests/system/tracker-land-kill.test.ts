import { execFileSync, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DataRepository, dataRepository, LAND_LIST } from "./tracker-land-kit.ts";

/** An edit that is killed at any moment: it is there whole or not at all, and whoever edits next is not stopped by it. */

const RUN = resolve(import.meta.dirname, "../../scripts/run-typescript");
const PROGRAM = resolve(import.meta.dirname, "tracker-land-program.ts");
const KILLED = LAND_LIST.replace("- curl <unfixed>\nCVE-2026-1000", "- curl <unfixed>\n\t- killed 1-1\nCVE-2026-1000");
const NEXT = (text: string) => text.replace("\tTODO: check", "\t- killed 1-1");

let scratch: string;
let root: string;
let repository: DataRepository;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "sameday-land-kill-"));
  root = join(scratch, "work");
  repository = await dataRepository(root);
  await cp(root, join(scratch, "before"), { recursive: true });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

function land(issue: string, when: string): Promise<{ readonly signal: string | null; readonly out: string }> {
  const child = spawn(RUN, [PROGRAM, repository.data, when, issue], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  return new Promise((done) => child.on("close", (_, signal) => done({ signal, out })));
}

test("killed before and after each of git's commands that change something", async () => {
  const { data, git } = repository;
  const whole = await land("CVE-2026-2000", "never 0");
  expect(await readFile(join(data, "CVE/list"), "latin1")).toBe(KILLED);
  const changes = whole.out.split(" ");
  expect(changes).toEqual(expect.arrayContaining(["hash-object", "commit-tree", "update-ref"]));
  const last = changes.length - 1;
  expect(changes[last]).toBe("update-index");
  const found = new Set<string>();
  for (const [index, change] of changes.entries()) {
    if (!/^(?:write-tree|commit-tree|update-ref)$/.test(change) && index !== last) continue;
    for (const moment of index === last ? [`before ${index + 1}`, `after ${index + 1}`] : [`after ${index + 1}`]) {
      await rm(root, { recursive: true });
      await cp(join(scratch, "before"), root, { recursive: true });
      execFileSync("git", ["-C", data, "status"], { stdio: "ignore" });
      expect([moment, (await land("CVE-2026-2000", moment)).signal]).toEqual([moment, "SIGKILL"]);
      const committed = await git("show", "HEAD:./CVE/list");
      expect([LAND_LIST.trim(), KILLED.trim()]).toContain(committed);
      const landed = committed === KILLED.trim();
      found.add(landed ? "landed" : "not");
      expect((await land("CVE-2026-3000", "never 0")).signal).toBeNull();
      const expected = NEXT(landed ? KILLED : LAND_LIST);
      expect([moment, await readFile(join(data, "CVE/list"), "latin1")]).toEqual([moment, expected]);
      expect(await git("show", "HEAD:./CVE/list")).toBe(expected.trim());
      expect(await git("status", "--porcelain", "--untracked-files=no")).toBe("");
      await git("fsck", "--strict");
    }
  }
  expect(found).toEqual(new Set(["landed", "not"]));
}, 1_800_000);
