import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import {
  type Absence,
  ACTS,
  type Act,
  type ActName,
  type Case,
  DESK,
  decide,
  GATES,
  type GateName,
  isOnATeam,
  isOpen,
  openCase,
  PRIORITIES,
  SORTED_OUT,
  STATES,
  type Staff,
  VERDICTS,
} from "../case/index.ts";
import { STAFF } from "../case/testing.ts";
import { type Policy, SEVERITIES } from "../policy/index.ts";
import { shippedPolicy } from "../policy/testing.ts";
import { due } from "./due.ts";
import { remindersDue } from "./reminders.ts";
import { runningClocks } from "./running.ts";

/*
 * Random histories: any act by anybody in any order, people away and gone, a desk that is down for days, a clock that jumps
 * both ways. Whatever happens, an open case has somebody whose turn it is and a time at which it speaks up, and says
 * each of its reminders once.
 */

const RUNS = 10_000;
const START = Date.UTC(2026, 11, 1, 12);
const HOUR = 3_600_000;
const PEOPLE = [
  "dora",
  "emil",
  "leo",
  "pia",
  "dan",
  "mo",
  "lena",
  "paul",
  "dina",
  "max",
  "asa",
  "aude",
  "mallory",
  DESK,
];

/** Those who may do most, so that histories get far. */
const SPEAKERS = ["pia", "leo", "dan", "paul", "lena", "dina"];

let policies: readonly Policy[];
beforeAll(async () => {
  policies = await Promise.all((["default", "tor", "debian", "eu-cra"] as const).map(shippedPolicy));
});

/** A small generator, so that a history is its seed and ten thousand of them are quick (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

type Roll = ReturnType<typeof dice>;

function pick<T>(roll: Roll, from: readonly T[]): T {
  return from[roll(from.length)] as T;
}

const GATE_NAMES = Object.keys(GATES) as GateName[];
const ACT_NAMES = Object.keys(ACTS) as ActName[];

/** What leads a case onwards from where it is, so that histories get far and not only wild. */
function sensible(roll: Roll, theCase: Case): ActName {
  switch (theCase.state) {
    case "claimed":
      return "begin-triage";
    case "triaged":
      if (!theCase.severity) return "set-severity";
      if (!theCase.priority) return "set-priority";
      if (!theCase.expires) return "set-expiry";
      return theCase.affected ? "begin-fix" : "set-affected";
    case "fixing":
      return pick(roll, ["review", "review", "fix-ready"]);
    case "fix_ready":
      return pick(roll, ["schedule", "schedule", "fix-released", "share"]);
    case "scheduled":
      if (theCase.ids.length < 2) return "give-id";
      if (!theCase.advisoryValid) return "check-advisory";
      if (!theCase.credit) return "credit";
      return theCase.reporterToldAt ? "publish" : "tell-reporter";
    case "published":
      return pick(roll, ["learn", "duty-met"]);
    default:
      return pick(roll, ["claim", "verdict", "assign"]);
  }
}

function randomAct(roll: Roll, theCase: Case, now: number): Act {
  const name = roll(4) === 0 ? pick(roll, ACT_NAMES) : sensible(roll, theCase);
  const hours = roll(3) === 0 ? roll(60 * 24) - 100 : roll(24) - 2;
  const hour = { at: new Date(now + hours * HOUR), zone: "UTC" };
  const details = {
    teams: [pick(roll, ["network", "browser", "nowhere"])],
    team: pick(roll, ["network", "browser", "nowhere"]),
    verdict: pick(roll, VERDICTS),
    assignee: pick(roll, PEOPLE),
    as: pick(roll, SORTED_OUT),
    reason: pick(roll, ["because", "because", ""]),
    severity: pick(roll, SEVERITIES),
    priority: pick(roll, PRIORITIES),
    expires: hour,
    affected: "unknown",
    hour,
    list: "distros",
    who: "public",
    id: pick(roll, ["CVE-2026-1000", "TROVE-2026-001"]),
    valid: roll(4) > 0,
    credit: "alice",
    lesson: "learned",
    duty: pick(roll, ["early-warning", "notification", "final-report"]),
    until: hour.at,
    gate: pick(roll, GATE_NAMES),
  };
  return { act: name, ...details } as Act;
}

function randomStaff(roll: Roll): Staff {
  const absences: Absence[] = Array.from({ length: roll(8) }, () => {
    const from = START + roll(60 * 24) * HOUR;
    return { who: pick(roll, PEOPLE), from: new Date(from), until: new Date(from + roll(30 * 24) * HOUR) };
  });
  // Somebody may have left every team by now, and hold a case still.
  const teams = roll(5) === 0 ? STAFF.teams.slice(1) : STAFF.teams;
  return { ...STAFF, absences, teams, directorDeputy: roll(2) === 0 ? undefined : "emil" };
}

/** How far time goes on: minutes mostly, sometimes days, now and then backwards. */
function step(roll: Roll): number {
  const kind = roll(20);
  if (kind === 0) return -roll(48) * HOUR;
  return kind < 4 ? roll(20 * 24) * HOUR : roll(600) * 60_000;
}

const TURNS = 15;

/** Plays one history, and says through which states it went. */
function play(seed: number, reached: Set<string>): void {
  const roll = dice(seed);
  const policy = pick(roll, policies);
  let staff = randomStaff(roll);
  let now = START;
  let isDown = false;
  const said = new Set<string>();
  const arrival = pick(roll, ["received", "received", "quarantined", "held_unreadable"] as const);
  let theCase = openCase("SEC-1", new Date(now), { arrival, alreadyPublic: roll(10) === 0 });
  for (let turn = 0; turn < TURNS; turn += 1) {
    now += step(roll);
    if (roll(10) === 0) isDown = !isDown;
    if (roll(15) === 0) staff = randomStaff(roll);
    // A desk that is down does nothing; mail and signed commands wait until it is up.
    for (let tries = isDown ? 0 : 5; tries > 0; tries -= 1) {
      const by = pick(roll, roll(2) === 0 ? PEOPLE : SPEAKERS);
      const outcome = decide(theCase, randomAct(roll, theCase, now), { by, at: new Date(now), staff, policy });
      if (!outcome.ok) continue;
      theCase = outcome.theCase;
      reached.add(theCase.state);
    }
    const isLast = turn === TURNS - 1;
    if (isDown && !isLast) continue;
    evaluate(theCase, policy, staff, new Date(now), said);
    if (isLast || roll(4) === 0) requireAllSaid(theCase, policy, new Date(now), said);
  }
}

/** Somebody of whom the staff list knows something to do; who left every team is not there any more. */
function isThere(staff: Staff, who: string): boolean {
  return who === staff.director || who === staff.directorDeputy || isOnATeam(staff, who);
}

function evaluate(theCase: Case, policy: Policy, staff: Staff, now: Date, said: Set<string>): void {
  const state = due(theCase, policy, staff, now);
  if (!isOpen(theCase.state)) {
    if (state !== undefined || runningClocks(theCase, policy).length > 0) throw new Error("A closed case has clocks.");
    return;
  }
  if (!state || state.owners.who.length === 0 || state.owners.who.includes("")) throw new Error("Nobody owns it.");
  for (const who of state.owners.who) if (!isThere(staff, who)) throw new Error(`${who} has left, and owns it.`);
  if (!state.clocks[0]) throw new Error("No clock runs.");
  if (!(state.next > now)) throw new Error("Nothing is to come.");
  for (const reminder of remindersDue(theCase, now, { policy, staff, wasSaid: (key) => said.has(key) })) {
    if (said.has(reminder.key)) throw new Error(`Said twice: ${reminder.key}`);
    if (reminder.to.length === 0) throw new Error(`Said to nobody: ${reminder.key}`);
    if (reminder.dueAt > now) throw new Error(`Said too early: ${reminder.key}`);
    said.add(reminder.key);
  }
}

/** Counted in another way than the reminders are: by the percentages as they stand in the policy. */
function requireAllSaid(theCase: Case, policy: Policy, now: Date, said: ReadonlySet<string>): void {
  const { pointPerson, deputy, lead, director } = policy.escalation;
  for (const { clock, startsAt, deadline } of runningClocks(theCase, policy)) {
    const length = Math.max(0, deadline.getTime() - startsAt.getTime());
    const passed = now.getTime() - startsAt.getTime();
    const promise = `SEC-1/${clock}/${startsAt.toISOString()}/${deadline.toISOString()}`;
    for (const [name, percent] of Object.entries({ "point-person": pointPerson, deputy, lead, director })) {
      if (passed < 0 || passed * 100 < length * percent.value) continue;
      if (!said.has(`${promise}/${name}`)) throw new Error(`Never said: ${promise}/${name}`);
    }
  }
}

test(`${RUNS} random histories: no open case without owner and a time ahead, each reminder once`, () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.integer(), (seed) => play(seed, reached)),
    { numRuns: RUNS },
  );
  // Histories that all ended early would prove little.
  const begun = new Set(["received", "quarantined", "held_unreadable"]);
  expect(Object.keys(STATES).filter((state) => !reached.has(state) && !begun.has(state))).toEqual([]);
}, 600_000);
