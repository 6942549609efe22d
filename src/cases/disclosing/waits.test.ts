import { beforeAll, expect, test } from "vitest";
import { type Case, openCase } from "../case/index.ts";
import { hour, STAFF } from "../case/testing.ts";
import type { Policy } from "../policy/index.ts";
import { shippedPolicy } from "../policy/testing.ts";
import { waitsOf } from "./waits.ts";

let policy: Policy;
beforeAll(async () => {
  policy = await shippedPolicy("tor");
});

const READY: Partial<Case> = {
  ...{ state: "scheduled", team: "network", assignee: "mo", severity: "high", reviewers: ["leo", "dan"] },
  ...{ ids: ["CVE-2026-1", "TROVE-2026-1"], credit: "Alice", reporterToldAt: hour(2) },
  embargo: { at: hour(8), zone: "UTC" },
};
const waits = (changes: Partial<Case>, at = hour(7)) =>
  waitsOf({ case: { ...openCase("SEC-2026-0007", hour(1)), ...READY, ...changes } }, { at, staff: STAFF, policy });

test("before its hour it waits for the hour alone, and then for nothing", () => {
  expect(waits({})).toEqual([
    expect.objectContaining({ gate: "hour-has-come", who: [], until: READY.embargo, canBeSetAside: true }),
  ]);
  expect(waits({}, hour(8))).toEqual([]);
});

test("the reporter's own hour is the one that counts when it is earlier", () => {
  expect(waits({ reporterDate: { at: hour(7, 1), zone: "UTC" } })[0]?.until?.at).toEqual(hour(7, 1));
});

test("what people give names them: whoever may, and of reviewers neither the maker nor who has done it", () => {
  const [told] = waits({ reporterToldAt: undefined }, hour(8));
  expect(told).toMatchObject({ gate: "reporter-told", who: ["pia", "dan", "leo", "mo", "dora"], until: undefined });
  const [review] = waits({ reviewers: ["leo"] }, hour(8));
  expect(review).toMatchObject({ gate: "reviewers", who: ["pia", "dan", "dora"] });
});

test("a case without an hour waits for one to be agreed; the advisory is the plan's own matter", () => {
  expect(waits({ state: "fix_ready", embargo: undefined, advisoryValid: false }).map(({ gate }) => gate)).toEqual([
    "scheduled",
  ]);
});

test("a case that is published waits for nothing", () => {
  expect(waits({ state: "published", credit: undefined, ids: [] }, hour(9))).toEqual([]);
});
