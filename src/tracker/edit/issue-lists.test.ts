import { describe, expect, test } from "vitest";
import { joinYears } from "../split/join-years.ts";
import { splitByYear } from "../split/split-by-year.ts";
import type { AdvisoryEntry } from "./add-advisory-entry.ts";
import { addIssue } from "./add-issue.ts";
import {
  addIssueInLists,
  type IssueLists,
  missingInLists,
  recordAdvisoryInLists,
  removeReleaseNoteInLists,
  setReleaseNoteInLists,
} from "./issue-lists.ts";
import { recordAdvisoryInIssues } from "./record-advisory.ts";
import { removeReleaseNote, setReleaseNote } from "./set-note.ts";

const LIST = `CVE-2026-1000 (x)
	- curl 8
	[bookworm] - curl <unfixed>
CVE-2025-1000 (y)
	- curl 7
	[bookworm] - curl <no-dsa> (Minor issue)
CVE-2026-0999
	RESERVED
`;
const RELEASES = ["bookworm", "trixie"];
const TARGET = { issue: "CVE-2025-1000", package: "curl", release: "bookworm" };
const ENTRY: AdvisoryEntry = {
  id: "DSA-7-1",
  date: new Date("2026-11-06T00:00:00Z"),
  package: "curl",
  title: "security update",
  issues: ["CVE-2026-1000", "CVE-2025-1000"],
  fixes: [{ release: "bookworm", version: "7-1+deb12u1" }],
};

const whole = Buffer.from(LIST);
const split = () => new Map(splitByYear(whole));
const listsOf = (files: IssueLists): IssueLists => new Map([...files].filter(([path]) => path.endsWith(".list")));

describe("an edit of lists of years, joined, is the edit of the one list", () => {
  test.each<[string, (lists: IssueLists) => IssueLists, (list: Uint8Array) => Uint8Array]>([
    [
      "a note is set",
      (lists) => setReleaseNoteInLists(lists, TARGET, "7-1+deb12u1", RELEASES),
      (list) => setReleaseNote(list, TARGET, "7-1+deb12u1", RELEASES),
    ],
    [
      "a note of a reserved issue",
      (lists) => setReleaseNoteInLists(lists, { ...TARGET, issue: "CVE-2026-0999" }, "<unfixed>", RELEASES),
      (list) => setReleaseNote(list, { ...TARGET, issue: "CVE-2026-0999" }, "<unfixed>", RELEASES),
    ],
    ["a note goes", (lists) => removeReleaseNoteInLists(lists, TARGET), (list) => removeReleaseNote(list, TARGET)],
    ["an issue comes", (lists) => addIssueInLists(lists, "CVE-2026-2000"), (list) => addIssue(list, "CVE-2026-2000")],
    [
      "an advisory is recorded",
      (lists) => recordAdvisoryInLists(lists, ENTRY),
      (list) => recordAdvisoryInIssues(list, ENTRY),
    ],
  ])("%s", (_name, inLists, inOne) => {
    const files = split();
    const changed = inLists(listsOf(files));
    for (const [path, bytes] of changed) files.set(path, bytes);
    expect(Buffer.from(joinYears(files)).toString()).toBe(Buffer.from(inOne(whole)).toString());
    expect([...inLists(new Map([["CVE/list", whole]]))]).toEqual([["CVE/list", inOne(whole)]]);
  });
});

test("only lists with one of the issues are touched", () => {
  const files = listsOf(split());
  expect([...setReleaseNoteInLists(files, TARGET, "9", RELEASES).keys()]).toEqual(["CVE/2025.list"]);
  expect([...recordAdvisoryInLists(files, { ...ENTRY, issues: ["CVE-2026-1000"] }).keys()]).toEqual(["CVE/2026.list"]);
});

test.each([
  ["the list of its year", ["CVE/list", "CVE/2026.list"], "CVE/2026.list"],
  ["the one list", ["CVE/list", "CVE/2025.list"], "CVE/list"],
  ["a new list of its year", ["CVE/2025.list"], "CVE/2026.list"],
  ["the one list of an empty directory", [], "CVE/list"],
])("a new issue goes to %s", (_name, paths, path) => {
  const lists = new Map(paths.map((one) => [one, new Uint8Array()]));
  expect([...addIssueInLists(lists, "CVE-2026-2000").keys()]).toEqual([path]);
});

test("issues are missing when no list has them, and one with two records is not edited", () => {
  const files = new Map(listsOf(split()));
  expect(missingInLists(files, ["CVE-2026-1000", "CVE-2025-1000", "CVE-2026-2"])).toEqual(["CVE-2026-2"]);
  files.set("CVE/list", whole);
  expect(() => setReleaseNoteInLists(files, TARGET, "9", RELEASES)).toThrow(
    expect.objectContaining({ code: "INPUT_INVALID", message: expect.stringContaining("CVE/2025.list and CVE/list") }),
  );
});
