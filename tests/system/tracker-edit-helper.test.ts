import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LandedWish, LandWish } from "../../src/desk/tracker-edits/land.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/* The process that lands what people send from pages, as the desk's server starts it: the compiled program itself. */

const runner = createProcessRunner("/nonexistent");
const PROGRAM = resolve(import.meta.dirname, "../../sameday");
const RECORD = "CVE-2026-1001 [overflow in the frobnicator]\n\tTODO: check\n";
const LIST = `${RECORD}CVE-2026-1000 [other]\n\t- hello <unfixed>\n`;

let data: string;

const git = async (...words: string[]): Promise<string> => {
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  const { stdout } = await runner.run({ argv: ["git", ...who, "-C", data, ...words], timeLimitMs: 60_000 });
  return Buffer.from(stdout).toString("utf8").trim();
};

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "sd-edit-helper-"));
  await mkdir(join(data, "CVE"));
  await writeFile(join(data, "CVE/list"), LIST);
  await writeFile(join(data, "config.json"), JSON.stringify({ distributions: { bookworm: { majorver: "12" } } }));
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "The lists");
}, 120_000);

afterAll(() => rm(data, { recursive: true, force: true }));

async function ask(edit: LandWish["edit"], seen: string | null): Promise<LandedWish> {
  const person = { name: "Leo", email: "leo@example.org" };
  const { stdout } = await runner.run({
    argv: [PROGRAM, "--json", "desk", "edit-tracker"],
    input: JSON.stringify({ directory: data, below: [], person, edit, seen }),
    timeLimitMs: 300_000,
  });
  return JSON.parse(Buffer.from(stdout).toString("utf8")) as LandedWish;
}

test("a decision is one commit under the person's name, and what it answers takes it back to the byte", async () => {
  const line = "package frob unfixed";
  const { change, commit } = await ask({ act: "triage", issue: "CVE-2026-1001", line }, sha256(RECORD));
  expect(await readFile(join(data, "CVE/list"), "utf8")).toContain("\t- frob <unfixed>\n");
  expect(await git("log", "-1", "--format=%H %an <%ae>")).toBe(`${commit} Leo <leo@example.org>`);
  if (change === undefined) throw new Error("The decision does not say what it changed.");
  const back = { ...change, before: change.after, after: change.before, subject: `Take back: ${change.subject}` };
  await ask({ act: "triage-undo", change: back }, null);
  expect(await readFile(join(data, "CVE/list"), "utf8")).toBe(LIST);
  expect(await git("rev-list", "--count", "HEAD")).toBe("3");
});

test("an edit of a record that is another by now is refused, and nothing is written", async () => {
  const refused = ask({ act: "triage", issue: "CVE-2026-1001", line: "nfu Frobnicator" }, sha256("something else"));
  await expect(refused).rejects.toMatchObject({ code: "PROCESS_FAILED" });
  expect(await readFile(join(data, "CVE/list"), "utf8")).toBe(LIST);
});
