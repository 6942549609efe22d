import { expect, test } from "vitest";
import { files, trackerOf } from "../testing.ts";
import { addNewIssue, type IssueToAdd } from "./add-new-issue.ts";

const LIST = "CVE-2026-1000 (a)\n\t- curl <unfixed>\n";

async function added(wish: Partial<IssueToAdd>, own: Readonly<Record<string, string>> = { "CVE/list": LIST }) {
  const tracker = trackerOf({ "CVE/list": "CVE-2026-0500 (b)\n\t- wget <unfixed>\n" }, own);
  const there = files(own);
  const now = { paths: Object.keys(own), releases: [], tracker };
  const whole = { issue: "CVE-2026-2000", description: undefined, package: undefined, flags: {}, ...wish };
  const { files: changed, name } = await addNewIssue(whole, async (path) => there.get(path) ?? new Uint8Array(), now);
  return {
    name,
    ...Object.fromEntries([...changed].map(([path, bytes]) => [path, Buffer.from(bytes).toString("latin1")])),
  };
}

test.each<[Partial<IssueToAdd>, string, string]>([
  [{}, "CVE-2026-2000", "CVE-2026-2000\n\tTODO: check\n"],
  [{ description: "heap \u2013 overflow" }, "CVE-2026-2000", "CVE-2026-2000 [heap - overflow]\n\tTODO: check\n"],
  [
    { description: "x", package: "curl", flags: { bug: 77, urgency: "low" } },
    "CVE-2026-2000",
    "CVE-2026-2000 [x]\n\t- curl <unfixed> (bug #77; low)\n",
  ],
  [
    { issue: "CVE-2026-XXXX", description: "bad", package: "tor", flags: { bug: 9 } },
    "TEMP-0000009-BAE609",
    "CVE-2026-XXXX [bad]\n\t- tor <unfixed> (bug #9)\n",
  ],
])("%j is found as %s", async (wish, name, record) => {
  expect(await added(wish)).toEqual({ name, "CVE/list": record + LIST });
});

test("lists of years get it in its year", async () => {
  const own = { "CVE/2026.list": LIST, "CVE/2025.list": "CVE-2025-1000\n\t- curl 1\n" };
  expect(await added({ issue: "CVE-2025-XXXX", description: "bad" }, own)).toMatchObject({
    "CVE/2025.list": `CVE-2025-XXXX [bad]\n\tTODO: check\n${own["CVE/2025.list"]}`,
  });
});

test.each<[Partial<IssueToAdd>, string, RegExp]>([
  [{ issue: "CVE-2026-1000" }, "CONFLICT", /on record already; set-line/],
  [{ issue: "CVE-2026-0500" }, "CONFLICT", /on record already/],
  [{ issue: "CVE-26-1" }, "INPUT_INVALID", /without a number write CVE-YYYY-XXXX/],
  [{ issue: "TEMP-0000000-ABCDEF" }, "INPUT_INVALID", /not the name of a CVE/],
  [{ issue: "CVE-2026-XXXX" }, "INPUT_INVALID", /named after that/],
  [{ flags: { bug: 1 } }, "INPUT_INVALID", /Name the package/],
  [{ package: "two words" }, "INPUT_INVALID", /not the name of a package/],
  [{ package: "curl", flags: { bug: -1 } }, "INPUT_INVALID", /not the number of a bug/],
  [{ description: "two\nlines" }, "INPUT_INVALID", /one line/],
])("%j is refused", async (wish, code, message) => {
  await expect(added(wish)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test("the same text twice is the same issue", async () => {
  const own = { "CVE/list": `CVE-2026-XXXX [bad]\n\tTODO: check\n${LIST}` };
  await expect(added({ issue: "CVE-2026-XXXX", description: "bad" }, own)).rejects.toMatchObject({ code: "CONFLICT" });
});
