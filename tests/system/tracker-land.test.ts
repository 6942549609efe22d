import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";
import { type DataEdit, issueLists, landEdit, recordIn, setReleaseNoteInLists } from "../../src/tracker/index.ts";
import { dataRepository } from "./tracker-land-kit.ts";

/** Edits of tracker data that become commits, with real git. */

const runner = createProcessRunner("/nonexistent");
const ADA = { name: "Ada Lovelace", email: "ada@example.org" };
const LEO = { name: "Leo", email: "leo@example.org" };

let root: string;
let data: string;
let git: (...words: string[]) => Promise<string>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sameday-land-"));
  ({ data, git } = await dataRepository(root));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function say(issue: string, name: string, says: string, more: Partial<DataEdit> = {}): DataEdit {
  return {
    subject: `${issue}: ${name} ${says}`,
    async apply(read, now) {
      const target = { issue, package: name, release: undefined };
      return setReleaseNoteInLists(await issueLists(read, now), target, says, now.releases);
    },
    ...more,
  };
}

const land = (edit: DataEdit, person = ADA) => landEdit({ runner, directory: data, person, clock: systemClock, edit });

async function seen(issue: string) {
  const path = "CVE/list";
  const { hash } = recordIn(new Map([[path, await readFile(join(data, path))]]), issue);
  return { issue, record: hash };
}

test("an edit is one commit under the person's name, and only its record changes", async () => {
  const before = await readFile(join(data, "CVE/list"), "latin1");
  const landed = await land(say("CVE-2026-2000", "curl", "8.5-1"));
  expect(landed.files).toEqual(["CVE/list"]);
  expect(await git("rev-parse", "HEAD")).toBe(landed.commit);
  expect(await git("log", "-1", "--format=%an <%ae> %cn|%s")).toBe(
    "Ada Lovelace <ada@example.org> Ada Lovelace|CVE-2026-2000: curl 8.5-1",
  );
  const after = await readFile(join(data, "CVE/list"), "latin1");
  expect(after).toBe(before.replace("- curl <unfixed>", "- curl 8.5-1"));
  expect(await git("show", "HEAD:./CVE/list")).toBe(after.trim());
  expect(await git("status", "--porcelain")).toBe("");
});

test("what the data say already makes no commit", async () => {
  const head = await git("rev-parse", "HEAD");
  expect(await land(say("CVE-2026-2000", "curl", "<unfixed>"))).toEqual({ commit: head, files: [] });
});

test("two people who edit different records at once both land", async () => {
  const wishes = ["CVE-2026-1000", "CVE-2026-2000", "CVE-2026-3000"].flatMap((issue, index) => [
    land(say(issue, `one${index}`, "1-1")),
    land(say(issue, `two${index}`, "2-1"), LEO),
  ]);
  await Promise.all(wishes);
  expect((await git("log", "--format=%s")).split("\n")).toHaveLength(7);
  const text = await readFile(join(data, "CVE/list"), "latin1");
  for (const name of ["one0", "one1", "one2", "two0", "two1", "two2"]) expect(text).toContain(`- ${name} `);
  expect(await git("status", "--porcelain")).toBe("");
});

test("of two people who edit the record that both looked at, the second is told who was quicker and what it is now", async () => {
  const looked = await seen("CVE-2026-2000");
  await land(say("CVE-2026-2000", "curl", "8.5-1", { seen: looked }), LEO);
  const second = land(say("CVE-2026-2000", "curl", "<undetermined>", { seen: looked }));
  await expect(second).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(
      /^Somebody else changed CVE-2026-2000 since you looked \(Leo, .* UTC\)\. Its record is now:\nCVE-2026-2000 .*\n\t- curl 8\.5-1$/,
    ),
  });
  await land(say("CVE-2026-1000", "curl", "9-1", { seen: await seen("CVE-2026-1000") }));
});

test("a file that somebody is editing stays as it is, and the edit is refused", async () => {
  const path = join(data, "CVE/list");
  await writeFile(path, `${await readFile(path, "latin1")}CVE-2025-1 (half`);
  const head = await git("rev-parse", "HEAD");
  await expect(land(say("CVE-2026-2000", "curl", "8.5-1"))).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("CVE/list"),
  });
  expect(await readFile(path, "latin1")).toMatch(/half$/);
  expect(await git("rev-parse", "HEAD")).toBe(head);
});

test("what is staged and not committed is not lost either", async () => {
  const path = join(data, "CVE/list");
  const before = await readFile(path, "latin1");
  await writeFile(path, before.replace("overflow", "double free"));
  await git("add", "-A");
  await writeFile(path, before);
  await expect(land(say("CVE-2026-2000", "curl", "8.5-1"))).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await git("show", ":./CVE/list")).toContain("double free");
});

test("an edit that would bring an error is refused with the problem's code", async () => {
  const edit = say("CVE-2026-2000", "curl", "1", {
    async apply(read) {
      const text = Buffer.from(await read("CVE/list")).toString("latin1");
      return new Map([["CVE/list", Buffer.from(text.replace("- curl <unfixed>", "[bokworm] - curl 1"), "latin1")]]);
    },
  });
  await expect(land(edit)).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: expect.stringContaining("[tracker-unknown-release]"),
  });
  expect(await git("log", "--format=%s")).toBe("The lists");
});

test("errors that stood there before do not stop anybody", async () => {
  const path = join(data, "CVE/list");
  await writeFile(path, `${await readFile(path, "latin1")}CVE-2025-1000 (x)\n\tnonsense\n`);
  await git("commit", "--quiet", "--all", "--message", "A fault");
  await land(say("CVE-2026-2000", "curl", "8.5-1"));
  expect(await git("log", "-1", "--format=%s")).toBe("CVE-2026-2000: curl 8.5-1");
});

test("a second error of the same words is a new one", async () => {
  const path = join(data, "CVE/list");
  await writeFile(path, `${await readFile(path, "latin1")}CVE-2025-1000 (x)\n\tnonsense\n`);
  await git("commit", "--quiet", "--all", "--message", "A fault");
  const edit = say("CVE-2026-2000", "curl", "1", {
    async apply(read) {
      const text = Buffer.from(await read("CVE/list")).toString("latin1");
      return new Map([["CVE/list", Buffer.from(text.replace("- curl <unfixed>", "nonsense"), "latin1")]]);
    },
  });
  await expect(land(edit)).rejects.toMatchObject({ message: expect.stringContaining("[tracker-unknown-line]") });
});

test("somebody who commits with git meanwhile is not overwritten", async () => {
  let times = 0;
  const edit = say("CVE-2026-2000", "curl", "8.5-1");
  const slow: DataEdit = {
    ...edit,
    async apply(read, now) {
      times += 1;
      if (times === 1) {
        const path = join(data, "CVE/list");
        await writeFile(path, (await readFile(path, "latin1")).replace("- wget 1-1", "- wget 2-1"));
        await git("commit", "--quiet", "--all", "--message", "By hand");
      }
      return edit.apply(read, now);
    },
  };
  await land(slow);
  expect(times).toBe(2);
  const text = await readFile(join(data, "CVE/list"), "latin1");
  expect(text).toContain("- wget 2-1");
  expect(text).toContain("- curl 8.5-1");
  expect(await git("status", "--porcelain")).toBe("");
});

test("a lock that git left when it was killed is named", async () => {
  const branch = await git("symbolic-ref", "HEAD");
  await writeFile(join(root, ".git", `${branch}.lock`), "");
  await expect(land(say("CVE-2026-2000", "curl", "8.5-1"))).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining(`${branch}.lock`),
  });
});

test("an index that another git holds does not stop the edit, and the next one brings it along", async () => {
  const lock = join(root, ".git/index.lock");
  await writeFile(lock, "");
  await land(say("CVE-2026-2000", "curl", "8.5-1"));
  await rm(lock);
  await land(say("CVE-2026-1000", "curl", "9-1"));
  expect(await git("status", "--porcelain")).toBe("");
});

test.each([
  ["no git checkout", async () => rm(join(root, ".git"), { recursive: true }), "INPUT_INVALID"],
  ["no such issue", async () => undefined, "NOT_FOUND"],
])("%s", async (_what, before, code) => {
  await before();
  const issue = code === "NOT_FOUND" ? "CVE-2026-9999" : "CVE-2026-2000";
  await expect(land(say(issue, "curl", "8.5-1"))).rejects.toMatchObject({ code });
});

test("an edit reaches no file but tracker data", async () => {
  const edit = say("CVE-2026-2000", "x", "1", { apply: async () => new Map([["../evil", Buffer.from("x")]]) });
  await expect(land(edit)).rejects.toMatchObject({ code: "INPUT_INVALID" });
});

test("a person whose name git would cut is refused", async () => {
  await expect(land(say("CVE-2026-2000", "x", "1"), { name: "A <b>", email: "x" })).rejects.toMatchObject({
    code: "INPUT_INVALID",
  });
});

test("the lock is given back by the kernel when its holder is killed", async () => {
  const run = promisify(execFile);
  const program = join(import.meta.dirname, "tracker-land-program.ts");
  const launcher = join(import.meta.dirname, "../../scripts/run-typescript");
  await expect(run(launcher, [program, data, "die-holding", "CVE-2026-2000"])).rejects.toMatchObject({
    signal: "SIGKILL",
  });
  const began = Date.now();
  await land(say("CVE-2026-2000", "curl", "8.5-1"));
  expect(Date.now() - began).toBeLessThan(30_000);
});
