import { expect, test } from "vitest";
import { ACTS, type Act, type ActName } from "../../case/index.ts";
import { hour } from "../../case/testing.ts";
import { actSentence, inVerbs, isInVerbs } from "./act-sentence.ts";
import { CANNED, SORTED_AS } from "./canned.ts";

test.each<[Act, string]>([
  [{ act: "begin-fix" }, "begin fix"],
  [{ act: "set-severity", severity: "high" }, "set severity: high"],
  [{ act: "route", teams: ["network", "browser"] }, "route: network, browser"],
  [
    { act: "schedule", hour: { at: hour(1), zone: "Europe/Berlin" } },
    "schedule: Tue 1 Dec 2026 12:00 UTC (13:00 Europe/Berlin)",
  ],
  [{ act: "invite", who: "olga", reason: "", until: hour(2) }, "invite: olga, Wed 2 Dec 2026 12:00 UTC"],
  [{ act: "check-advisory", valid: false }, "check advisory: no"],
])("%j is told as %s", (act, sentence) => expect(actSentence(act)).toBe(sentence));

test("the audit log's words for acts are known from its words for reads", () => {
  const names = Object.keys(ACTS) as ActName[];
  for (const name of names) expect(isInVerbs(inVerbs([name])), name).toBe(true);
  expect(isInVerbs(inVerbs(names))).toBe(true);
  for (const words of ["read case", "keep message", "open case", "set title", "comment", ""]) {
    expect(isInVerbs(words), words).toBe(false);
  }
});

test("every sorting has one answer to begin with, and spam none", () => {
  for (const sort of Object.keys(SORTED_AS)) {
    const [canned, ...more] = CANNED.filter((each) => each.sort === sort);
    expect([canned?.name, more], sort).toEqual([sort, []]);
    expect(canned?.body === "", sort).toBe(sort === "spam");
  }
  expect(new Set(CANNED.map(({ name }) => name)).size).toBe(CANNED.length);
});
