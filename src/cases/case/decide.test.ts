import { beforeAll, describe, expect, test } from "vitest";
import type { Policy } from "../policy/index.ts";
import { shippedPolicy } from "../policy/testing.ts";
import { ACTS, type Act, type ActName } from "./acts.ts";
import { type Case, openCase } from "./case.ts";
import { lacksForPublication } from "./decide.ts";
import { warningsOfHour } from "./limits.ts";
import { lessonUnreadBy, mayRead } from "./staff.ts";
import { STATES, type State } from "./states.ts";
import { attempt, hour, played, refusalOf, STAFF } from "./testing.ts";

let tor: Policy;
let debian: Policy;
let cra: Policy;
beforeAll(async () => {
  [tor, debian, cra] = await Promise.all([shippedPolicy("tor"), shippedPolicy("debian"), shippedPolicy("eu-cra")]);
});

const utc = (at: Date) => ({ at, zone: "UTC" });
const opened = (): Case => openCase("SEC-2026-0007", hour(1));

const CLAIM: readonly (readonly [string, Date, Act])[] = [["pia", hour(1, 1), { act: "claim", team: "network" }]];
const FACTS: readonly (readonly [string, Date, Act])[] = [
  ["pia", hour(2), { act: "begin-triage" }],
  ["asa", hour(2), { act: "set-severity", severity: "high" }],
  ["asa", hour(2), { act: "set-priority", priority: "urgent" }],
  ["asa", hour(2), { act: "set-expiry", expires: utc(hour(20)) }],
  ["asa", hour(2), { act: "set-affected", affected: "unknown" }],
];
const FIX: readonly (readonly [string, Date, Act])[] = [
  ["pia", hour(3), { act: "begin-fix" }],
  ["leo", hour(4), { act: "review" }],
  ["dan", hour(4), { act: "review" }],
  ["pia", hour(5), { act: "fix-ready" }],
];
const READY: readonly (readonly [string, Date, Act])[] = [
  ["asa", hour(5), { act: "give-id", id: "CVE-2026-44602" }],
  ["asa", hour(5), { act: "give-id", id: "TROVE-2026-006" }],
  ["asa", hour(5), { act: "check-advisory", valid: true }],
  ["asa", hour(5), { act: "credit", credit: "Alice" }],
  ["pia", hour(5), { act: "tell-reporter" }],
];

function fixed(policy = tor): Case {
  return played(opened(), { policy }, [...CLAIM, ...FACTS, ...FIX]);
}

describe("the way of a case", () => {
  test("from a report to its lesson, each act in the log with who did it as what", () => {
    const done = played(fixed(), { policy: tor }, [
      ...READY,
      ["pia", hour(5), { act: "schedule", hour: utc(hour(8)) }],
      ["pia", hour(8), { act: "publish" }],
      ["pia", hour(9), { act: "learn", lesson: "none needed, because the check that would have found it is new" }],
    ]);
    expect(done.state).toBe("learned");
    expect(lessonUnreadBy(STAFF, done)).toEqual(["leo", "dan", "mo", "lena", "paul", "dina", "max"]);
    const read = played(done, { policy: tor }, [["max", hour(10), { act: "lesson-read" }]]);
    expect(lessonUnreadBy(STAFF, read)).not.toContain("max");
    expect(mayRead(STAFF, read, "max", hour(10))).toBe("nothing");
    expect(refusalOf(attempt(read, "max", { act: "lesson-read" }, hour(10), { policy: tor })).why).toBe("missing");
    expect(done.publishedAt).toEqual(hour(8));
    expect(done.log.slice(0, 3).map(({ by, role, act }) => [by, role, act.act])).toEqual([
      ["pia", "point-person", "claim"],
      ["pia", "point-person", "begin-triage"],
      ["asa", "assistant", "set-severity"],
    ]);
  });

  test("leaving triage needs assignee, severity, priority, expiry date and affected versions; all that is missing is named at once", () => {
    const triaged = played(opened(), { policy: tor }, [...CLAIM, ["pia", hour(2), { act: "begin-triage" }]]);
    const { why, lacks, sentence } = refusalOf(attempt(triaged, "pia", { act: "begin-fix" }, hour(2), { policy: tor }));
    expect([why, lacks.map(({ gate }) => gate)]).toEqual(["missing", ["severity", "priority", "expiry", "affected"]]);
    expect(lacks.every(({ givenBy, canBeSetAside }) => givenBy.includes("assistant") && !canBeSetAside)).toBe(true);
    expect(sentence).toBe(
      "Begin fix needs a severity; a priority; a date by which it should be resolved; the affected versions, or the word " +
        "unknown (each from whoever it is assigned to, the team's point person, a deputy of the point person, the team's " +
        "lead, the director or an assistant, who prepares and cannot release).",
    );
  });

  test("a fix is ready when as many as the policy wants have read it, none of them its maker, none twice", () => {
    const fixing = played(opened(), { policy: tor }, [
      ...CLAIM,
      ...FACTS,
      ["pia", hour(3), { act: "begin-fix" }],
      ["leo", hour(3), { act: "review" }],
    ]);
    for (const by of ["pia", "leo"]) {
      expect(refusalOf(attempt(fixing, by, { act: "review" }, hour(3), { policy: tor })).lacks[0]?.gate).toBe(
        "not-own-fix",
      );
    }
    expect(refusalOf(attempt(fixing, "pia", { act: "fix-ready" }, hour(3), { policy: tor })).lacks[0]?.needs).toContain(
      "1 of 2",
    );
    expect(
      played(fixed(), { policy: tor }, [["pia", hour(6), { act: "back-to-fixing", reason: "it crashed" }]]).reviewers,
    ).toEqual([]);
  });

  test("publication needs its hour, advisory, ids, credit and a word to the reporter", () => {
    const scheduled = played(fixed(), { policy: tor }, [["pia", hour(5), { act: "schedule", hour: utc(hour(8)) }]]);
    const { lacks } = refusalOf(attempt(scheduled, "pia", { act: "publish" }, hour(7), { policy: tor }));
    expect(lacks.map(({ gate }) => gate)).toEqual(["hour-has-come", "advisory", "ids", "credit", "reporter-told"]);
    expect(lacks[2]?.needs).toContain("a CVE id and a TROVE number");
    expect(lacksForPublication(scheduled, { at: hour(7), staff: STAFF, policy: tor })).toEqual(lacks);
    expect(lacksForPublication(scheduled, { at: hour(8), staff: STAFF, policy: tor })).toEqual(lacks.slice(1));
  });

  test("an id has a form that is known, and one that was mistyped is taken back", () => {
    const scheduled = played(fixed(), { policy: tor }, READY);
    for (const id of ["TROVE", "TROVE-2026-6", "CVE-2026-1", "own", " "]) {
      const { lacks } = refusalOf(attempt(scheduled, "asa", { act: "give-id", id }, hour(6), { policy: tor }));
      expect(lacks.map(({ gate }) => gate)).toEqual(["id-form"]);
    }
    const mistyped = played(scheduled, { policy: tor }, [["asa", hour(6), { act: "give-id", id: "TROVE-2026-060" }]]);
    const mended = played(mistyped, { policy: tor }, [["asa", hour(6), { act: "take-id-back", id: "TROVE-2026-060" }]]);
    expect(mended.ids).toEqual(["CVE-2026-44602", "TROVE-2026-006"]);
    const again = attempt(mended, "asa", { act: "take-id-back", id: "TROVE-2026-060" }, hour(6), { policy: tor });
    expect(refusalOf(again).sentence).toContain("it has CVE-2026-44602, TROVE-2026-006");
  });

  test("an id is taken back in a case that was sorted out, too, and in none that is public", () => {
    const taken = { act: "take-id-back", id: "TROVE-2026-006" } as const;
    const closed = played(played(fixed(), { policy: tor }, READY), { policy: tor }, [
      ["pia", hour(6), { act: "sort", as: "duplicate", reason: "SEC-2026-0002 is about the same" }],
      ["asa", hour(6), taken],
    ]);
    expect([closed.state, closed.ids]).toEqual(["duplicate", ["CVE-2026-44602"]]);
    const open: Case = { ...played(fixed(), { policy: tor }, READY), state: "published" };
    expect(refusalOf(attempt(open, "asa", taken, hour(6), { policy: tor })).why).toBe("state");
  });

  test("`next` is no id before the desk has counted it out, and the refusal says where it stands for one", () => {
    const { sentence } = refusalOf(attempt(fixed(), "asa", { act: "give-id", id: "next" }, hour(6), { policy: tor }));
    expect(sentence).toContain("TROVE-2026-006 for a number of our own, the next of which is `next`");
  });

  test("a policy without ids asks for none", async () => {
    const tails = await shippedPolicy("tails");
    const scheduled = played(fixed(), { policy: tails }, [["pia", hour(5), { act: "schedule", hour: utc(hour(8)) }]]);
    const { lacks } = refusalOf(attempt(scheduled, "pia", { act: "publish" }, hour(9), { policy: tails }));
    expect(lacks.map(({ gate }) => gate)).not.toContain("ids");
  });

  test("duties of an exploited case are met before it is closed", () => {
    const published = played(fixed(cra), { policy: cra }, [
      ["pia", hour(5), { act: "exploited", reason: "seen in the wild" }],
      ...READY,
      ["pia", hour(5), { act: "schedule", hour: utc(hour(8)) }],
      ["pia", hour(8), { act: "publish" }],
      ["pia", hour(8), { act: "duty-met", duty: "early-warning" }],
    ]);
    const { lacks } = refusalOf(attempt(published, "pia", { act: "learn", lesson: "…" }, hour(9), { policy: cra }));
    expect(lacks.map(({ needs }) => needs)).toEqual([
      expect.stringContaining("still owed: notification, final-report"),
    ]);
  });
});

describe("verdicts of point people", () => {
  test("somebody's mine waits for an assignee; not mine from all is a state of its own", () => {
    const mine = played(opened(), { policy: tor }, [
      ["pia", hour(1), { act: "verdict", team: "network", verdict: "mine" }],
    ]);
    expect([mine.state, mine.assignee]).toEqual(["received", undefined]);
    expect(
      played(mine, { policy: tor }, [["pia", hour(1), { act: "assign", team: "network", assignee: "mo" }]]),
    ).toMatchObject({ state: "claimed", assignee: "mo", team: "network" });

    const nobodys = played(opened(), { policy: tor }, [
      ["pia", hour(1), { act: "verdict", team: "network", verdict: "not-mine" }],
      ["dina", hour(1), { act: "verdict", team: "browser", verdict: "unsure" }],
    ]);
    expect(nobodys.state).toBe("unclaimed");
    const changed = played(nobodys, { policy: tor }, [
      ["dina", hour(1), { act: "verdict", team: "browser", verdict: "mine" }],
    ]);
    expect(changed.state).toBe("routed");
  });

  test("one speaks for one's own team alone; any point person may step in and route", () => {
    const other: Act = { act: "verdict", team: "network", verdict: "not-mine" };
    expect(refusalOf(attempt(opened(), "paul", other, hour(1), { policy: tor })).lacks[0]?.gate).toBe("own-team");
    const routed = played(opened(), { policy: tor }, [["paul", hour(1), { act: "route", teams: ["network"] }]]);
    expect(routed.asked).toEqual(["network"]);
  });

  test("a team that gives a case back is asked no more, and nobody is assigned", () => {
    const back = played(opened(), { policy: tor }, [...CLAIM, ["pia", hour(3), { act: "route", teams: ["browser"] }]]);
    expect(back).toMatchObject({
      state: "routed",
      team: undefined,
      assignee: undefined,
      verdicts: {},
      askingSince: hour(3),
    });
  });
});

describe("the hour of publication", () => {
  const schedule = (theCase: Case, at: Date, policy: Policy): readonly string[] => {
    const outcome = attempt(theCase, "pia", { act: "schedule", hour: utc(at) }, hour(6), { policy });
    return outcome.ok ? [] : outcome.refusal.lacks.map(({ gate }) => gate);
  };

  test("lies ahead, and within 14 days of telling the list", () => {
    const shared = played(fixed(debian), { policy: debian }, [["pia", hour(6), { act: "share", list: "distros" }]]);
    expect(schedule(shared, hour(5), debian)).toEqual(["hour-to-come"]);
    expect(schedule(shared, hour(20), debian)).toEqual([]);
    expect(schedule(shared, hour(20, 1), debian)).toEqual(["within-lists"]);
    const warned = (at: Date): readonly string[] => warningsOfHour({ ...shared, embargo: utc(at) }, debian);
    expect(warned(hour(14))).toEqual(["The list distros prefers an embargo of at most 7 days."]);
    expect(warned(hour(6, 12))).toEqual(["The members of the list distros have less than 1 day to prepare."]);
    expect(warned(hour(10))).toEqual([]);
    expect(warningsOfHour(shared, debian)).toEqual([]);
    expect(warningsOfHour({ ...shared, embargo: utc(hour(14)), publishedAt: hour(14) }, debian)).toEqual([]);
  });

  test("is no later than the reporter's own, which is a fact that nobody sets aside", () => {
    const noted = played(fixed(), { policy: tor }, [["asa", hour(5), { act: "reporter-date", hour: utc(hour(10)) }]]);
    expect(schedule(noted, hour(11), tor)).toEqual(["before-reporter"]);
    const override: Act = { act: "override", gate: "before-reporter", reason: "they might wait" };
    expect(refusalOf(attempt(noted, "dora", override, hour(6), { policy: tor })).lacks[0]?.gate).toBe(
      "can-be-set-aside",
    );
  });

  test("is within the policy's limit, unless the director sets that aside for the users' sake, with a reason, in the log", () => {
    const late = new Date(hour(1).getTime() + 91 * 86_400_000);
    expect(schedule(fixed(), late, tor)).toEqual(["within-policy"]);
    const act: Act = { act: "override", gate: "within-policy", reason: "relays need the time to upgrade" };
    expect(refusalOf(attempt(fixed(), "pia", act, hour(6), { policy: tor })).why).toBe("role");
    const empty = refusalOf(attempt(fixed(), "dora", { ...act, reason: " " }, hour(6), { policy: tor }));
    expect(empty.lacks[0]?.gate).toBe("reason");
    const overridden = played(fixed(), { policy: tor }, [["dora", hour(6), act]]);
    expect(schedule(overridden, late, tor)).toEqual([]);
    expect(overridden.log.at(-1)).toMatchObject({ by: "dora", role: "director", act });
  });

  test("comes with the reporter's own, when that is earlier", () => {
    const scheduled = played(fixed(), { policy: tor }, [
      ...READY,
      ["pia", hour(5), { act: "schedule", hour: utc(hour(20)) }],
      ["asa", hour(6), { act: "reporter-date", hour: utc(hour(8)) }],
    ]);
    const publish: Act = { act: "publish" };
    expect(refusalOf(attempt(scheduled, "pia", publish, hour(7), { policy: tor })).lacks[0]?.gate).toBe(
      "hour-has-come",
    );
    expect(attempt(scheduled, "pia", publish, hour(8), { policy: tor }).ok).toBe(true);
  });

  test("needs the reviewers of a severity that was raised since", () => {
    const low = FACTS.map(([by, at, act]) =>
      act.act === "set-severity" ? (["pia", at, { ...act, severity: "low" }] as const) : ([by, at, act] as const),
    );
    const raised = played(opened(), { policy: tor }, [
      ...CLAIM,
      ...low,
      ...FIX.filter(([by]) => by !== "dan"),
      ["pia", hour(5), { act: "set-severity", severity: "critical" }],
    ]);
    expect(schedule(raised, hour(8), tor)).toEqual(["reviewers"]);
  });

  test("counts no more once it leaked", () => {
    const leaked = played(fixed(), { policy: tor }, [
      ...READY,
      ["pia", hour(5), { act: "schedule", hour: utc(hour(20)) }],
      ["asa", hour(6), { act: "leak", reason: "on a public list" }],
      ["pia", hour(6, 1), { act: "publish" }],
    ]);
    expect(leaked.state).toBe("published");
  });
});

describe("roles", () => {
  const release: readonly ActName[] = [
    "publish",
    "schedule",
    "share",
    "tell-ahead",
    "learn",
    "sort",
    "begin-fix",
    "fix-ready",
  ];

  test.each(release)("an assistant prepares and cannot %s, also when it is assigned to them", (act) => {
    expect(ACTS[act].roles).not.toContain("assistant");
    const staff = { ...STAFF, teams: STAFF.teams.map((team) => ({ ...team, members: [...team.members, "asa"] })) };
    const mine = played(opened(), { policy: tor, staff }, [
      ["pia", hour(1), { act: "assign", team: "network", assignee: "asa" }],
    ]);
    const details = { reason: "r", hour: utc(hour(9)), list: "l", who: "w", lesson: "l", as: "noise" };
    const outcome = attempt(mine, "asa", { act, ...details } as Act, hour(2), { policy: tor, staff });
    expect(refusalOf(outcome).why).toBe("role");
  });

  test("an assistant does not end secrecy by another word: a severity that is public, or known to everybody", () => {
    const claimed = played(opened(), { policy: tor }, CLAIM);
    const low: Act = { act: "set-severity", severity: "low" };
    expect(refusalOf(attempt(claimed, "asa", low, hour(2), { policy: tor })).lacks[0]?.givenBy).toContain("team-lead");
    expect(attempt(claimed, "pia", low, hour(2), { policy: tor }).ok).toBe(true);
    const known: Act = { act: "is-public", reason: "on a blog" };
    expect(refusalOf(attempt(claimed, "asa", known, hour(2), { policy: tor })).why).toBe("role");
  });

  test("nobody who has no part in it acts or reads, whatever they run; nor learns in which state it is", () => {
    for (const who of ["root", "administrator", "mallory", ""]) {
      expect(mayRead(STAFF, opened(), who, hour(1))).toBe("nothing");
      for (const act of Object.keys(ACTS) as ActName[]) {
        const { why, sentence } = refusalOf(attempt(opened(), who, { act } as Act, hour(1), { policy: tor }));
        expect([why, sentence.includes("The case is")]).toEqual(["role", false]);
      }
    }
  });

  test("an auditor reads the log and acts on nothing; other teams read until one has it; an observer until the end", () => {
    const claimed = played(opened(), { policy: tor }, [
      ...CLAIM,
      ["pia", hour(2), { act: "invite", who: "olga", reason: "knows the parser", until: hour(4) }],
    ]);
    const readers = ["aude", "paul", "pia", "leo", "dora", "asa", "olga"];
    expect(readers.map((who) => mayRead(STAFF, opened(), who, hour(3)))).toEqual([
      "log",
      "contents",
      "contents",
      "contents",
      "contents",
      "contents",
      "nothing",
    ]);
    expect(readers.map((who) => mayRead(STAFF, claimed, who, hour(3)))).toEqual([
      "log",
      "nothing",
      "contents",
      "contents",
      "contents",
      "contents",
      "contents",
    ]);
    expect(mayRead(STAFF, claimed, "olga", hour(4))).toBe("nothing");
    expect(Object.values(ACTS).some(({ roles }) => roles.includes("auditor"))).toBe(false);
  });

  test("an invitation ends within the policy's limit, which the director may set aside; longer ones of before still hold", () => {
    const claimed = played(opened(), { policy: tor }, CLAIM);
    const until = (end: Date): Act => ({ act: "invite", who: "olga", reason: "knows the parser", until: end });
    const ends = hour(2 + 30);
    expect(attempt(claimed, "pia", until(ends), hour(2), { policy: tor }).ok).toBe(true);
    const refused = refusalOf(attempt(claimed, "pia", until(new Date(ends.getTime() + 1)), hour(2), { policy: tor }));
    expect(refused.lacks.map(({ gate }) => gate)).toEqual(["invited-within-policy"]);
    expect(refused.sentence).toMatch(/the policy's limit of invitations: at most 30 days, until /);
    const own = { ...tor, invitedAtMost: { ...tor.invitedAtMost, value: { ms: 60_000, written: "1 min" } } };
    expect(attempt(claimed, "pia", until(hour(2, 1)), hour(2), { policy: own }).ok).toBe(false);
    const aside: Act = { act: "override", gate: "invited-within-policy", reason: "the fix takes a year" };
    const allowed = played(claimed, { policy: tor }, [["dora", hour(2), aside]]);
    expect(attempt(allowed, "pia", until(hour(400)), hour(2), { policy: tor }).ok).toBe(true);
    // As a desk of an earlier release let it be.
    const observers = [{ who: "olga", reason: "knows the parser", until: hour(3_650) }];
    const old = played({ ...claimed, observers }, { policy: tor }, [["pia", hour(2), { act: "begin-triage" }]]);
    expect([mayRead(STAFF, old, "olga", hour(3_000)), old.observers]).toEqual(["contents", observers]);
  });

  test("whoever has left every team reads nothing any more, also of what is assigned to them", () => {
    const mine = played(opened(), { policy: tor }, [
      ["pia", hour(1), { act: "assign", team: "network", assignee: "mo" }],
    ]);
    const without = { ...STAFF, teams: STAFF.teams.map((team) => ({ ...team, members: [] })) };
    expect([mayRead(STAFF, mine, "mo", hour(2)), mayRead(without, mine, "mo", hour(2))]).toEqual([
      "contents",
      "nothing",
    ]);
  });

  test("the director's deputy acts while the director is away", () => {
    const act: Act = { act: "assign", team: "browser", assignee: "max" };
    expect(refusalOf(attempt(opened(), "emil", act, hour(1), { policy: tor })).why).toBe("role");
    const staff = { ...STAFF, absences: [{ who: "dora", from: hour(1), until: hour(9) }] };
    expect(attempt(opened(), "emil", act, hour(1), { policy: tor, staff }).ok).toBe(true);
  });
});

describe("the table", () => {
  test("every open state can be left, and every state but the first three be reached", () => {
    const rules = Object.values(ACTS);
    const byEffect: readonly State[] = ["unclaimed", "noise", "duplicate", "not_security", "declined", "withdrawn"];
    const reached = new Set<State>([...rules.flatMap(({ to }) => (to ? [to] : [])), ...byEffect]);
    for (const state of Object.keys(STATES) as State[]) {
      const isLeft = rules.some(({ from, to }) => from.includes(state) && to !== undefined && to !== state);
      expect([state, isLeft]).toEqual([state, state !== "learned"]);
      const begins = state === "quarantined" || state === "held_unreadable";
      expect([state, reached.has(state)]).toEqual([state, !begins]);
    }
  });

  test("what is sorted out gives a reason, and comes back with its round of verdicts begun anew", () => {
    const noise: Act = { act: "sort", as: "noise", reason: "" };
    expect(refusalOf(attempt(opened(), "pia", noise, hour(1), { policy: tor })).lacks[0]?.gate).toBe("reason");
    const back = played(opened(), { policy: tor }, [
      ["pia", hour(1), { ...noise, reason: "an advertisement" }],
      ["paul", hour(3), { act: "reopen", reason: "it was none" }],
    ]);
    expect(back).toMatchObject({ state: "received", askingSince: hour(3), receivedAt: hour(1) });
  });

  test("a clock that was set back makes no act older than the one before", () => {
    const claimed = played(opened(), { policy: tor }, [...CLAIM, ["pia", hour(-3), { act: "begin-triage" }]]);
    expect(claimed.enteredAt).toEqual(hour(1, 1));
  });
});
