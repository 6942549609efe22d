import { beforeAll, expect, test } from "vitest";
import { type Case, openCase } from "../case/index.ts";
import { attempt, hour, played, refusalOf } from "../case/testing.ts";
import type { Policy } from "../policy/index.ts";
import { shippedPolicy } from "../policy/testing.ts";
import { runningClocks } from "./running.ts";

let policy: Policy;
beforeAll(async () => {
  policy = await shippedPolicy("default");
});

const utc = (at: Date) => ({ at, zone: "UTC" });
const scheduled = (): Case => ({
  ...openCase("SEC-1", hour(1)),
  ...{ state: "scheduled", team: "network", assignee: "mo", severity: "high", reviewers: ["leo", "dan"] },
  ...{ embargo: utc(hour(20)), embargoSetAt: hour(5), enteredAt: hour(5), reporterToldAt: hour(6) },
});
const setAside = (at: Date): Case =>
  played(scheduled(), { policy }, [["dora", at, { act: "override", gate: "hour-has-come", reason: "it is used" }]]);
const publication = (theCase: Case) => runningClocks(theCase, policy).find(({ clock }) => clock.startsWith("publish"));

test("what is scheduled is published at its hour; once that is set aside, as soon as after a leak", () => {
  expect(publication(scheduled())).toMatchObject({ clock: "publish", deadline: hour(20) });
  const within = policy.leakWithin.value.ms;
  expect(publication(setAside(hour(7)))).toMatchObject({
    clock: "publish-now",
    startsAt: hour(7),
    deadline: new Date(hour(7).getTime() + within),
  });
  expect(publication(setAside(hour(20, -1)))?.deadline).toEqual(hour(20));
});

test("a new hour ends that", () => {
  const again = played(setAside(hour(7)), { policy }, [["pia", hour(8), { act: "schedule", hour: utc(hour(10)) }]]);
  expect(publication(again)).toMatchObject({ clock: "publish", deadline: hour(10) });
  const told = played(again, { policy }, [["pia", hour(8), { act: "tell-reporter" }]]);
  const early = refusalOf(attempt(told, "pia", { act: "publish" }, hour(9), { policy }));
  expect(early.lacks.map(({ gate }) => gate)).toContain("hour-has-come");
});

test("whom the director let review nothing is let so for that fix alone", () => {
  const aside = { act: "override", gate: "reviewers", reason: "nobody is awake" } as const;
  const fixed = played({ ...scheduled(), state: "fixing", reviewers: [] }, { policy }, [
    ["dora", hour(6), aside],
    ["pia", hour(7), { act: "fix-ready" }],
    ["pia", hour(8), { act: "back-to-fixing", reason: "it crashed" }],
  ]);
  const again = refusalOf(attempt(fixed, "pia", { act: "fix-ready" }, hour(9), { policy }));
  expect(again.lacks.map(({ gate }) => gate)).toEqual(["reviewers"]);
});

test("whoever was told of one hour is to be told of another", () => {
  expect(setAside(hour(7)).reporterToldAt).toBeUndefined();
  const to = (at: Date) => played(scheduled(), { policy }, [["pia", hour(8), { act: "schedule", hour: utc(at) }]]);
  expect(to(hour(10)).reporterToldAt).toBeUndefined();
  expect(to(hour(20)).reporterToldAt).toEqual(hour(6));
});

test("a fix that nobody is left to review names who can, and the way out", () => {
  const alone: Case = { ...scheduled(), state: "fixing", reviewers: [], assignee: "dora" };
  const staff = {
    ...{ director: "dora", directorDeputy: undefined, assistants: [], auditors: [], absences: [] },
    teams: [{ name: "network", lead: "leo", pointPerson: "leo", deputies: [], members: [] }],
  };
  const outcome = attempt(alone, "dora", { act: "fix-ready" }, hour(7), { policy, staff });
  expect(refusalOf(outcome).sentence).toMatch(/0 of 2 have reviewed it, and leo can still: invite somebody who can/);
});
