import fc from "fast-check";
import { expect, test } from "vitest";
import { parseList } from "../format/parse-list.ts";
import { files, trackerOf } from "../testing.ts";
import { recordIn } from "./data-edit.ts";
import { dataEdit, type TrackerEdit } from "./tracker-edit.ts";

/** Edits as functions of the bytes that are there; tests/system/tracker-land.test.ts commits them with real git. */

const EDITOR = { name: "Ada", today: new Date("2026-11-21T12:00:00Z") };
const BELOW = { "CVE/list": "CVE-2026-1000 (a)\n\t- curl <unfixed> (bug #5; low)\nCVE-2026-0900 (b)\n\tTODO: check\n" };
const curl = { issue: "CVE-2026-1000", package: "curl" };

type Files = Readonly<Record<string, string>>;

async function edited(wish: TrackerEdit, own: Files, below: Files = BELOW): Promise<Files> {
  const tracker = trackerOf(below, own);
  const there = files(own);
  const now = { paths: Object.keys(own), releases: [...tracker.releases.keys()], tracker };
  const changed = await dataEdit(wish, EDITOR).apply(async (path) => there.get(path) ?? new Uint8Array(), now);
  const texts = [...changed].map(([path, bytes]) => [path, Buffer.from(bytes).toString("latin1")] as const);
  return { ...own, ...Object.fromEntries(texts) };
}

test("an issue that only the layer below knows gets a record in ours", async () => {
  const says = { state: "postponed", reason: "Minor issue" } as const;
  expect(await edited({ act: "say", ...curl, release: "bookworm", says }, { "CVE/list": "" })).toEqual({
    "CVE/list": "CVE-2026-1000\n\t[bookworm] - curl <postponed> (Minor issue)\n",
  });
});

test("a bug is linked over the line that counts, whichever layer has it", async () => {
  expect(await edited({ act: "link-bug", ...curl, bug: 9 }, {})).toEqual({
    "CVE/list": "CVE-2026-1000\n\t- curl <unfixed> (bug #5; bug #9; low)\n",
  });
});

test("an issue without a number goes on being found when a bug gives it another name, and back", async () => {
  const own = { "CVE/list": "CVE-2026-XXXX [bad]\n\t- tor <unfixed>\n" };
  const [bare, named] = ["TEMP-0000000-BAE609", "TEMP-0000009-BAE609"];
  const linked = await edited({ act: "link-bug", issue: bare, package: "tor", bug: 9 }, own);
  expect(linked["issue-names"]).toBe(`${bare} ${named} 2026-11-21\n`);
  const again = await edited({ act: "take-out", issue: named, package: "tor" }, linked);
  expect(again["issue-names"]).toBe(`${named} ${bare} 2026-11-21\n`);
  const noted = await edited({ act: "add-note", issue: bare, text: "seen" }, again);
  expect(noted["issue-names"]).toBe(again["issue-names"]);
});

test("lists of years get the record of their year", async () => {
  const own = { "CVE/2026.list": "CVE-2026-2000\n\t- x 1\n", "CVE/2025.list": "CVE-2025-2000\n\t- x 1\n" };
  const after = await edited({ act: "add-note", issue: "CVE-2026-1000", text: "seen" }, own);
  expect(after["CVE/2026.list"]).toContain("CVE-2026-1000\n\tNOTE: seen\n");
  expect(after["CVE/2025.list"]).toBe(own["CVE/2025.list"]);
  const old = await edited({ act: "take-out", issue: "CVE-2025-2000", package: "x" }, own);
  expect(old["CVE/2025.list"]).toBe("CVE-2025-2000\n");
});

test("an advisory's entry and its issues change together", async () => {
  const fixes = [{ release: "bookworm", version: "8-1" }];
  const date = new Date("2026-11-21T12:00:00Z");
  const entry = { id: "DSA-1-1", date, package: "curl", title: "security update", issues: ["CVE-2026-1000"], fixes };
  expect(await edited({ act: "advisory", entry }, BELOW)).toEqual({
    "CVE/list": BELOW["CVE/list"].replace("(a)\n", "(a)\n\t{DSA-1-1}\n"),
    "DSA/list": "[21 Nov 2026] DSA-1-1 curl - security update\n\t{CVE-2026-1000}\n\t[bookworm] - curl 8-1\n",
  });
});

test.each<[TrackerEdit, string]>([
  [{ act: "add-note", issue: "CVE-2026-7777", text: "x" }, "NOT_FOUND"],
  [{ act: "add-note", issue: "CVE", text: "x" }, "INPUT_INVALID"],
  [{ act: "link-bug", issue: "CVE-2026-1000", package: "wget", bug: 9 }, "NOT_FOUND"],
  [{ act: "take-out", ...curl }, "NOT_FOUND"],
  [{ act: "take", queue: "../x", package: "curl" }, "INPUT_INVALID"],
  [{ act: "take", queue: "das", package: "curl" }, "INPUT_INVALID"],
  [{ act: "take", queue: "dsa", package: "curl", release: "bokworm" }, "INPUT_INVALID"],
])("%j is refused: %s", async (wish, code) => {
  await expect(async () => edited(wish, { "CVE/list": "" })).rejects.toMatchObject({ code });
});

test.each<[TrackerEdit, string]>([
  [
    { act: "say", ...curl, release: "sid", says: { state: "fixed", version: "9-1" } },
    "CVE-2026-1000: curl in sid: fixed in 9-1",
  ],
  [{ act: "take", queue: "dsa", package: "curl", release: "sid" }, "dsa-needed.txt: take curl in sid"],
  [{ act: "not-for-us", issue: "CVE-2026-0900", what: "a\u2019b" }, "CVE-2026-0900: not for us"],
])("%j has the subject %s", (wish, subject) => {
  expect(dataEdit(wish, EDITOR).subject).toBe(subject);
});

test("a package is taken for a release that there is, in Debian's queues or one that the house has begun", async () => {
  const own = { "config.json": '{"distributions": {"bookworm": {}}}', "ela-needed.txt": "--\n" };
  const take = (queue: string, release: string) => edited({ act: "take", queue, package: "curl", release }, own);
  expect((await take("ela", "bookworm"))["ela-needed.txt"]).toContain("curl/bookworm (Ada)\n");
  await expect(take("dsa", "bokworm")).rejects.toThrow("No release is called bokworm. Did you mean bookworm?");
  await expect(take("das", "bookworm")).rejects.toThrow("No queue is called das; there are dsa, dla, ela.");
});

test("whatever is edited, no byte outside the record changes", async () => {
  const body = fc.array(
    fc.constantFrom("\t- curl <unfixed>", "\t[sid] - x 1", "\tNOTE: n", "\tTODO: check", "\t{DSA-9-1}", "", "-- x"),
    { maxLength: 5 },
  );
  const records = fc.array(body, { minLength: 3, maxLength: 3 });
  const wishes = fc.constantFrom<TrackerEdit>(
    { act: "say", issue: "CVE-2026-1001", package: "curl", says: { state: "fixed", version: "2-1" } },
    { act: "say", issue: "CVE-2026-1001", package: "x", release: "sid", says: { state: "unfixed" } },
    { act: "take-out", issue: "CVE-2026-1001", package: "curl" },
    { act: "link-bug", issue: "CVE-2026-1001", package: "curl", bug: 5 },
    { act: "add-note", issue: "CVE-2026-1001", text: "text" },
    { act: "not-for-us", issue: "CVE-2026-1001", what: "text" },
  );
  await fc.assert(
    fc.asyncProperty(records, wishes, async (bodies, wish) => {
      const texts = bodies.map((lines, at) => `${[`CVE-2026-100${at} (${at})`, ...lines].join("\n")}\n`);
      const own = { "CVE/list": texts.join("") };
      let after: string;
      try {
        after = (await edited(wish, own))["CVE/list"] ?? "";
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^(?:NOT_FOUND|INPUT_INVALID)$/) });
        return;
      }
      expect(after.startsWith(`${texts[0]}CVE-2026-1001`)).toBe(true);
      expect(after.endsWith(`\n${texts[2]}`)).toBe(true);
      const lists = (text: string) => new Map([["CVE/list", Buffer.from(text, "latin1")]]);
      for (const issue of ["CVE-2026-1000", "CVE-2026-1002"]) {
        expect(recordIn(lists(after), issue)).toEqual(recordIn(lists(own["CVE/list"]), issue));
      }
      expect(parseList(Buffer.from(after, "latin1"), { path: "CVE/list", kind: "issues" }).problems).toEqual([]);
    }),
  );
});
