import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  ACTS,
  type Act,
  type ActName,
  type Case,
  decide,
  GATES,
  type GateName,
  openCase,
  PRIORITIES,
  SORTED_OUT,
  VERDICTS,
} from "../../case/index.ts";
import { hour, played, STAFF } from "../../case/testing.ts";
import { type Policy, SEVERITIES } from "../../policy/index.ts";
import { shippedPolicy } from "../../policy/testing.ts";
import type { Look } from "./look.ts";
import { possibleActs } from "./possible.ts";

/** Roles by acts: who is shown what as possible, case by case. */

const IDS = ["dora", "emil", "leo", "pia", "dan", "mo", "lena", "paul", "dina", "max", "asa", "aude", "olga"];
const PEOPLE = IDS.map((id) => ({
  ...{ id, name: id, email: `${id}@example.org`, role: "full" as const, fingerprints: [], keyFile: "", mayUpload: [] },
}));
/** Gone: still assigned, and in no team. */
const FORMER = "max";
const WITHOUT_FORMER = {
  ...STAFF,
  teams: STAFF.teams.map((team) => ({ ...team, members: team.members.filter((who) => who !== FORMER) })),
};

let policy: Policy;
beforeAll(async () => {
  policy = await shippedPolicy("tor");
});

function lookBy(by: string, more: Partial<Look> = {}): Look {
  return { definition: { people: PEOPLE }, staff: STAFF, policy, by, at: hour(2), ...more };
}

function can(theCase: Case, look: Look): string {
  const acts = possibleActs(theCase, look).filter((each) => each.can);
  return acts.map(({ act }) => act).join(" ");
}

const received = (): Case => openCase("SEC-2026-0001", hour(1));
const claimed = (): Case => played(received(), { policy }, [["pia", hour(1, 1), { act: "claim", team: "network" }]]);
const toMo = (): Case =>
  played(claimed(), { policy }, [
    ["leo", hour(1, 2), { act: "assign", assignee: "mo", team: "network" }],
    ["pia", hour(1, 3), { act: "invite", who: "olga", reason: "knows the parser", until: hour(3) }],
  ]);
const learned = (): Case => ({ ...received(), state: "learned", team: "network", lessonReadBy: ["pia"] });

const ASKED = "acknowledge reporter-date wrote heard leak exploited";
const SPEAKS =
  "acknowledge route verdict claim assign sort reporter-date wrote heard review-secrecy leak is-public exploited invite";
const PREPARES =
  "acknowledge set-severity set-priority set-expiry set-affected begin-triage reporter-date give-id check-advisory credit wrote heard leak exploited";
const WORKS =
  "acknowledge sort set-severity set-priority set-expiry set-affected begin-triage reporter-date give-id check-advisory credit tell-reporter wrote heard review-secrecy leak is-public exploited invite";
const LEADS = `acknowledge route assign ${WORKS.slice("acknowledge ".length)}`;

describe("while teams are asked", () => {
  test.each([
    ["a point person", "pia", SPEAKS],
    ["another team's point person", "paul", SPEAKS],
    ["a deputy", "dan", SPEAKS],
    ["the director", "dora", SPEAKS.replace("verdict ", "")],
    ["who stands in for a director who is there", "emil", ""],
    ["an assistant", "asa", ASKED],
    ["a member", "mo", ""],
    ["an auditor", "aude", ""],
    ["somebody of the definition who is in no team", "olga", ""],
    ["the desk's administrator", "root", ""],
    ["an account that is called as the desk", "desk", ""],
  ])("%s", (_, by, expected) => expect(can(received(), lookBy(by))).toBe(expected));

  test("who stands in for a director who is away", () => {
    const staff = { ...STAFF, absences: [{ who: "dora", from: hour(1), until: hour(5) }] };
    expect(can(received(), lookBy("emil", { staff }))).toBe(SPEAKS.replace("verdict ", ""));
  });
});

describe("once a team has it", () => {
  test.each([
    ["its point person", "pia", LEADS],
    ["its deputy, while the point person is away", "dan", LEADS],
    ["its handler", "mo", WORKS],
    ["another team's point person", "paul", ""],
    ["an assistant", "asa", PREPARES],
    ["an auditor", "aude", ""],
    ["somebody invited, before a fix is made", "olga", ""],
  ])("%s", (_, by, expected) => {
    const staff = { ...STAFF, absences: [{ who: "pia", from: hour(1), until: hour(5) }] };
    expect(can(toMo(), lookBy(by, { staff }))).toBe(expected);
  });

  test("somebody invited may review a fix, until their end", () => {
    const fixing: Case = { ...toMo(), state: "fixing" };
    expect(can(fixing, lookBy("olga"))).toBe("review");
    expect(can(fixing, lookBy("olga", { at: hour(3) }))).toBe("");
  });

  test("who left every team handles nothing any more", () => {
    const theCase: Case = { ...toMo(), assignee: FORMER };
    expect(can(theCase, lookBy(FORMER))).toBe(WORKS);
    expect(can(theCase, lookBy(FORMER, { staff: WITHOUT_FORMER }))).toBe("");
  });
});

test("a lesson is read once by whoever is in a team", () => {
  expect(can(learned(), lookBy("max"))).toBe("lesson-read");
  expect(can(learned(), lookBy("pia"))).toBe("");
  expect(can(learned(), lookBy("aude"))).toBe("");
});

test("what cannot be done says why: all that is missing, who may, or in which state", () => {
  const sentences = new Map(
    possibleActs({ ...claimed(), state: "triaged" }, lookBy("asa")).map((one) => [one.act, one.sentence]),
  );
  expect(sentences.get("set-priority")).toBe("");
  expect(sentences.get("publish")).toMatch(/^Publish may be done by /);
  expect(sentences.get("begin-triage")).toMatch(/^Begin triage is possible in: claimed\./);
  const leads = possibleActs({ ...claimed(), state: "triaged" }, lookBy("pia"));
  expect(leads.find(({ act }) => act === "begin-fix")?.sentence).toMatch(
    /a severity.*; a priority.*; a date.*; the affected/,
  );
  expect(leads.find(({ act }) => act === "lesson-read")?.sentence).not.toBe("");
});

test("somebody can be invited, however short the policy's limit is", () => {
  const shortest = { ...policy, invitedAtMost: { ...policy.invitedAtMost, value: { ms: 60_000, written: "1 min" } } };
  const invite = possibleActs(claimed(), lookBy("pia", { policy: shortest })).find(({ act }) => act === "invite");
  expect(invite).toMatchObject({ can: true });
});

/** Any details: what passes with some of them must have been shown as possible. */
const details = fc.record({
  teams: fc.subarray(["network", "browser"], { minLength: 1 }),
  team: fc.constantFrom("network", "browser"),
  verdict: fc.constantFrom(...VERDICTS),
  assignee: fc.constantFrom(...IDS),
  as: fc.constantFrom(...SORTED_OUT),
  reason: fc.constantFrom("because", ""),
  severity: fc.constantFrom(...SEVERITIES),
  priority: fc.constantFrom(...PRIORITIES),
  hours: fc.integer({ min: -48, max: 24 * 200 }),
  list: fc.constantFrom("distros", "linux-distros", "nowhere"),
  who: fc.constantFrom("public", "packagers", "olga"),
  valid: fc.boolean(),
  duty: fc.constantFrom("early-warning", "notification", "final-report"),
  gate: fc.constantFrom(...(Object.keys(GATES) as GateName[])),
});

const step = fc.record({
  act: fc.constantFrom(...(Object.keys(ACTS) as ActName[])),
  by: fc.constantFrom(...IDS),
  later: fc.integer({ min: 0, max: 48 }),
  details,
});

test("whatever can be done with some details was shown as possible", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 25 }),
      fc.constantFrom("received", "triaged", "fixing", "scheduled"),
      (steps, state) => {
        let theCase: Case = state === "received" ? received() : { ...toMo(), state };
        let at = hour(2);
        for (const { act: name, by, later, details: given } of steps) {
          at = new Date(at.getTime() + later * 3_600_000);
          const instant = { at: new Date(at.getTime() + given.hours * 3_600_000), zone: "UTC" };
          const words = { affected: "all", id: "CVE-2026-1000", credit: "alice", lesson: "read more" };
          const act = { act: name, ...given, ...words, expires: instant, hour: instant, until: instant.at } as Act;
          const outcome = decide(theCase, act, { by, at, staff: STAFF, policy });
          if (!outcome.ok) continue;
          const shown = possibleActs(theCase, lookBy(by, { at })).find((each) => each.act === name);
          expect(shown).toEqual({ act: name, can: true, sentence: "" });
          theCase = outcome.theCase;
        }
      },
    ),
    { numRuns: 150 },
  );
});
