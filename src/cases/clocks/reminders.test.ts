import { beforeAll, describe, expect, test } from "vitest";
import { type Act, type Case, OPEN, openCase, type Staff } from "../case/index.ts";
import { hour, played, STAFF } from "../case/testing.ts";
import type { Policy } from "../policy/index.ts";
import { shippedPolicy } from "../policy/testing.ts";
import { due } from "./due.ts";
import { remind } from "./notices.ts";
import { remindersDue } from "./reminders.ts";
import { runningClocks } from "./running.ts";
import { clearLine, reminderLine } from "./words.ts";

let policy: Policy;
let debian: Policy;
let cra: Policy;
beforeAll(async () => {
  [policy, debian, cra] = await Promise.all([
    shippedPolicy("default"),
    shippedPolicy("debian"),
    shippedPolicy("eu-cra"),
  ]);
});

const utc = (at: Date) => ({ at, zone: "UTC" });
const acknowledged = (): Case =>
  played(openCase("SEC-1", hour(1)), { policy }, [["desk", hour(1), { act: "acknowledge" }]]);
const away = (who: readonly string[]): Staff => ({
  ...STAFF,
  absences: who.map((each) => ({ who: each, from: hour(0), until: hour(31) })),
});

/** Reminders of one clock at a time, as step and people. */
function said(theCase: Case, clock: string, now: Date, staff = STAFF, rules = policy): readonly string[] {
  return remindersDue(theCase, now, { policy: rules, staff, wasSaid: () => false })
    .filter((reminder) => reminder.clock.clock === clock)
    .map(({ step, again, to, asks }) =>
      [step + (again ? `+${again}` : ""), to.join("+"), asks.join("+")].join(" ").trim(),
    );
}

function clocksOf(theCase: Case, rules = policy): Readonly<Record<string, string>> {
  return Object.fromEntries(
    runningClocks(theCase, rules).map(({ clock, deadline }) => [clock, deadline.toISOString().slice(5, 16)]),
  );
}

describe("told before the public", () => {
  const scheduled = (): Case => ({
    ...acknowledged(),
    state: "scheduled",
    severity: "high",
    team: "network",
    assignee: "pia",
    embargo: utc(hour(10)),
    embargoSetAt: hour(5),
  });

  test("a clock ends so long before the hour, until it is noted that they were told", async () => {
    const tor = await shippedPolicy("tor");
    expect(clocksOf(scheduled(), tor)).toMatchObject({
      "tell-public": hour(7).toISOString().slice(5, 16),
    });
    const told = played(scheduled(), { policy: tor }, [["pia", hour(6), { act: "tell-ahead", who: "public" }]]);
    expect(clocksOf(told, tor)).not.toHaveProperty("tell-public");
  });

  test.each<readonly [string, Partial<Case>]>([
    ["of a severity of which nobody is told", { severity: "medium" }],
    ["that is public", { publicSince: hour(4) }],
    ["that has no hour yet", { state: "fix_ready" }],
  ])("none in a case %s", async (_, change) => {
    expect(clocksOf({ ...scheduled(), ...change }, await shippedPolicy("tor"))).not.toHaveProperty("tell-public");
  });

  test("none where the policy tells nobody", () => {
    expect(Object.keys(clocksOf(scheduled())).filter((clock) => clock.startsWith("tell-"))).toEqual([]);
  });
});

describe("whose is it: 24 hours, and whoever gave no verdict hears of it", () => {
  test.each([
    [11, []],
    [12, ["point-person pia+paul"]],
    [18, ["point-person pia+paul", "deputy dan+dina"]],
    [24, ["point-person pia+paul", "deputy dan+dina", "lead leo+lena"]],
    [36, ["point-person pia+paul", "deputy dan+dina", "lead leo+lena", "director dora pia+paul"]],
    [
      60,
      [
        "point-person pia+paul",
        "deputy dan+dina",
        "lead leo+lena",
        "director dora pia+paul",
        "director+1 dora pia+paul",
      ],
    ],
  ] as const)("after %i hours", (hours, expected) => {
    expect(said(acknowledged(), "claim", hour(1, hours))).toEqual(expected);
  });

  test("exactly those who were silent are asked", () => {
    const one = played(acknowledged(), { policy }, [
      ["pia", hour(1, 2), { act: "verdict", team: "network", verdict: "not-mine" }],
    ]);
    expect(said(one, "claim", hour(1, 36))).toEqual([
      "point-person paul",
      "deputy dina",
      "lead lena",
      "director dora paul",
    ]);
  });

  test("when all spoke and none took it, those who were unsure hear of it, in a clock of its own", () => {
    const none = played(acknowledged(), { policy }, [
      ["pia", hour(1, 2), { act: "verdict", team: "network", verdict: "not-mine" }],
      ["paul", hour(1, 4), { act: "verdict", team: "browser", verdict: "unsure" }],
    ]);
    expect(clocksOf(none)).toMatchObject({ unclaimed: "12-02T04:00" });
    expect(said(none, "unclaimed", hour(1, 22))).toEqual([
      "point-person paul",
      "deputy dina",
      "lead lena",
      "director dora",
    ]);
  });

  test("whoever is away is stood in for, up to the director's deputy", () => {
    expect(said(acknowledged(), "claim", hour(1, 12), away(["pia"]))).toEqual(["point-person dan+paul"]);
    expect(said(acknowledged(), "claim", hour(1, 12), away(["pia", "dan"]))).toEqual(["point-person leo+paul"]);
    expect(said(acknowledged(), "claim", hour(1, 18), away(["pia", "dan", "leo", "dina"]))).toEqual([
      "point-person dora+paul",
      "deputy dora+lena",
    ]);
    expect(said(acknowledged(), "claim", hour(1, 36), away(["dora"])).at(-1)).toBe("director emil pia+paul");
  });
});

describe("which clocks run", () => {
  const work = (acts: readonly (readonly [string, Date, Act])[], rules = policy): Case =>
    played(acknowledged(), { policy: rules }, [
      ["pia", hour(2), { act: "claim", team: "network" }],
      ["pia", hour(2), { act: "begin-triage" }],
      ...acts,
    ]);
  const fixing: readonly (readonly [string, Date, Act])[] = [
    ["pia", hour(2), { act: "set-severity", severity: "critical" }],
    ["pia", hour(2), { act: "set-priority", priority: "high" }],
    ["pia", hour(2), { act: "set-expiry", expires: utc(hour(12)) }],
    ["pia", hour(2), { act: "set-affected", affected: "all" }],
    ["pia", hour(3), { act: "begin-fix" }],
  ];

  test.each(OPEN)("while %s there is a clock of the state's own", (state) => {
    const theCase = { ...acknowledged(), state, severity: "low", embargo: utc(hour(9)), claimedAt: hour(2) } as const;
    expect(runningClocks(theCase, policy).filter(({ kind }) => kind === "work")).toHaveLength(1);
  });

  test("a closed case has none", () => {
    const closed = { ...acknowledged(), state: "declined" } as const;
    expect([runningClocks(closed, policy), due(closed, policy, STAFF, hour(2))]).toEqual([[], undefined]);
  });

  test("the severity's own where it has one, the shortest first", () => {
    const [first] = runningClocks(work(fixing), policy);
    expect(clocksOf(work(fixing))).toMatchObject({
      fix: "12-06T12:00",
      expires: "12-12T12:00",
      "our-silence": "12-04T12:00",
    });
    expect(first?.clock).toBe("our-silence");
    expect(first?.isProposal).toBe(true);
  });

  test("secrecy runs out by the shortest of policy, list and reporter, and is asked about until then", () => {
    expect(clocksOf(work(fixing))).toMatchObject({ disclosure: "03-01T12:00", "secrecy-review": "12-08T12:00" });
    const shared = played(work(fixing, debian), { policy: debian }, [
      ["pia", hour(4), { act: "share", list: "distros" }],
    ]);
    expect(clocksOf(shared, debian)).toMatchObject({ disclosure: "12-18T12:00" });
    const dated = played(shared, { policy: debian }, [["pia", hour(5), { act: "reporter-date", hour: utc(hour(10)) }]]);
    expect(clocksOf(dated, debian)).toMatchObject({ disclosure: "12-10T12:00" });
    const reviewed = played(dated, { policy: debian }, [
      ["pia", hour(7), { act: "review-secrecy", reason: "the fix is not out" }],
    ]);
    expect(clocksOf(reviewed, debian)).toMatchObject({ "secrecy-review": "12-14T12:00" });
  });

  test("what is not confidential has no secrecy to end", () => {
    const low = work([["pia", hour(2), { act: "set-severity", severity: "low" }]]);
    expect(Object.keys(clocksOf(low)).sort()).toEqual(["our-silence", "triage"]);
  });

  test("too long secret is seen like too late", () => {
    const late = due(work(fixing), policy, STAFF, hour(9))?.late.map(({ clock }) => clock);
    expect(late).toEqual(["our-silence", "fix", "secrecy-review"]);
  });

  test("a leak makes clocks of work jump to its own, and ends what is asked of secrecy", () => {
    const leaked = played(work(fixing), { policy }, [["pia", hour(4), { act: "leak", reason: "on a list" }]]);
    expect(clocksOf(leaked)).toMatchObject({ fix: "12-05T12:00", expires: "12-05T12:00", disclosure: "12-05T12:00" });
    expect(clocksOf(leaked)["secrecy-review"]).toBeUndefined();
    expect(said(leaked, "fix", hour(4, 12))).toEqual(["point-person pia"]);
  });

  test("duties count from knowing, the last one from the fix", () => {
    const known = played(work(fixing, cra), { policy: cra }, [["pia", hour(4), { act: "exploited", reason: "seen" }]]);
    expect(clocksOf(known, cra)).toMatchObject({
      "duty-early-warning": "12-05T12:00",
      "duty-notification": "12-07T12:00",
    });
    expect(clocksOf(known, cra)["duty-final-report"]).toBeUndefined();
    const met = played(known, { policy: cra }, [
      ["pia", hour(4, 3), { act: "duty-met", duty: "early-warning" }],
      ["leo", hour(5), { act: "review" }],
      ["dan", hour(5), { act: "review" }],
      ["pia", hour(5), { act: "fix-ready" }],
      ["desk", hour(6), { act: "fix-released" }],
    ]);
    expect(clocksOf(met, cra)).toMatchObject({ "duty-final-report": "12-20T12:00" });
    expect(clocksOf(met, cra)["duty-early-warning"]).toBeUndefined();
  });

  test("a reporter's date that is past already is late at once, not lost", () => {
    const dated = work([["pia", hour(5), { act: "reporter-date", hour: utc(hour(4)) }]]);
    expect(said(dated, "disclosure", hour(5))).toHaveLength(4);
    expect(said(dated, "disclosure", hour(4, 23))).toEqual([]);
  });
});

test("a line says what runs out, until when, and whom the director asks; in clear it says the case alone", () => {
  const [last] = remindersDue(acknowledged(), hour(1, 36), { policy, staff: STAFF, wasSaid: () => false }).filter(
    ({ step, clock }) => step === "director" && clock.clock === "claim",
  );
  if (!last) throw new Error("The director hears nothing.");
  expect(reminderLine(last, hour(1, 36))).toBe(
    "SEC-1: claim: within 24 h, a proposal of ours that no source gives: Wed 2 Dec 2026 12:00 UTC, 12 h over. No verdict yet from pia, paul: have you seen it?",
  );
  expect(clearLine(last)).toBe("SEC-1 needs you.");
});

describe("each reminder once", () => {
  const cases = (): readonly Case[] =>
    [1, 2, 3, 4, 5].map((number) => openCase(`SEC-${number}`, hour(number > 3 ? 2 : 1)));

  test("after three days without a desk everybody gets one message, with one line a clock", () => {
    const keys = new Set<string>();
    const watch = { policy, staff: STAFF, wasSaid: (key: string) => keys.has(key) };
    const { notices, said: now } = remind(cases(), hour(4), watch);
    expect(notices.map(({ to }) => to).sort()).toEqual(["dan", "dina", "dora", "lena", "leo", "paul", "pia"]);
    const director = notices.find(({ to }) => to === "dora");
    expect(director?.reminders).toHaveLength(10);
    expect(director?.reminders.every(({ step }) => step === "director")).toBe(true);
    for (const key of now) keys.add(key);
    expect(new Set(now).size).toBe(now.length);
    expect(remind(cases(), hour(4), watch)).toEqual({ notices: [], said: [] });
  });

  test("a clock that was wrong for a moment repeats nothing when it is right again", () => {
    const keys = new Set<string>();
    const watch = { policy, staff: STAFF, wasSaid: (key: string) => keys.has(key) };
    for (const key of remind(cases(), hour(3), watch).said) keys.add(key);
    expect(remind(cases(), hour(1, 20), watch).said).toEqual([]);
  });

  test("a deadline that moves is a new promise with reminders of its own", () => {
    const high = played(acknowledged(), { policy }, [
      ["pia", hour(2), { act: "claim", team: "network" }],
      ["pia", hour(2), { act: "set-severity", severity: "high" }],
    ]);
    const keys = new Set(
      remindersDue(high, hour(5), { policy, staff: STAFF, wasSaid: () => false }).map(({ key }) => key),
    );
    const raised = played(high, { policy }, [["pia", hour(5), { act: "set-severity", severity: "critical" }]]);
    const fresh = remindersDue(raised, hour(5), { policy, staff: STAFF, wasSaid: (key) => keys.has(key) });
    const ofTriage = fresh.filter(({ clock, again }) => clock.clock === "triage" && again === 0);
    expect(ofTriage.map(({ step }) => step)).toEqual(["point-person", "deputy", "lead", "director"]);
  });
});
