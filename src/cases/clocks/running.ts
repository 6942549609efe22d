import { type Case, disclosureLimits, isOpen, isSecret, type State, setAside, takes, WORK } from "../case/index.ts";
import type { Duration, Policy, PolicyClock, Sourced } from "../policy/index.ts";

/** A promise that runs out: something has to happen by its deadline. */
export interface RunningClock {
  /** A policy's clock, or `disclosure`, `publish`, `expires`, `duty-NAME`, `tell-NAME`. */
  readonly clock: string;
  /** Work that may be late, secrecy that may be too long, a report owed to somebody, or silence. All are shown alike. */
  readonly kind: "work" | "secrecy" | "duty" | "silence";
  readonly startsAt: Date;
  /** May lie before the start, when somebody says late what was so before. */
  readonly deadline: Date;
  /** Why this deadline, for people; nothing of the contents. */
  readonly why: string;
  readonly isProposal: boolean;
}

/** The clock of each open state. What is scheduled has its hour instead. */
const OF_STATE: Readonly<Partial<Record<State, PolicyClock>>> = {
  received: "claim",
  quarantined: "look",
  held_unreadable: "resend",
  routed: "claim",
  unclaimed: "unclaimed",
  claimed: "triage",
  triaged: "triage",
  fixing: "fix",
  fix_ready: "schedule",
  published: "lesson",
};

/**
 * Every clock that runs in a case, the shortest first; none in a closed one. Follows from the case and the policy alone: what
 * time it is does not matter. After a leak every clock of work ends no later than the leak's own.
 */
export function runningClocks(theCase: Case, policy: Policy): readonly RunningClock[] {
  if (!isOpen(theCase.state)) return [];
  const clocks = [
    ...workClocks(theCase, policy),
    ...secrecyClocks(theCase, policy),
    ...dutyClocks(theCase, policy),
    ...silenceClocks(theCase, policy),
  ];
  return clocks
    .map((clock) => jumped(clock, theCase, policy))
    .sort((a, b) => a.deadline.getTime() - b.deadline.getTime());
}

function workClocks(theCase: Case, policy: Policy): readonly RunningClock[] {
  const clocks: RunningClock[] = [];
  const name = OF_STATE[theCase.state];
  if (name) clocks.push(byPolicy(name, "work", startOf(name, theCase), theCase, policy));
  if (theCase.state === "scheduled" && theCase.embargo) {
    clocks.push(publication(theCase, theCase.embargo.at, policy), ...aheadClocks(theCase, theCase.embargo.at, policy));
  }
  if (theCase.expires && WORK.includes(theCase.state)) {
    const set = theCase.expiresSetAt ?? theCase.enteredAt;
    clocks.push(byDate("expires", set, theCase.expires.at, "the date by which it should be resolved"));
  }
  const isAsking = theCase.state !== "quarantined" && theCase.state !== "held_unreadable";
  if (isAsking && theCase.acknowledgedAt === undefined) {
    clocks.push(byPolicy("acknowledge", "work", theCase.askingSince, theCase, policy));
  }
  return clocks;
}

/** At its hour; once the director has set that aside to protect users, as soon as after a leak, and no later than the hour. */
function publication(theCase: Case, hour: Date, { leakWithin }: Policy): RunningClock {
  const word = setAside(theCase, "hour-has-come");
  if (!word) return byDate("publish", theCase.embargoSetAt ?? theCase.enteredAt, hour, "the hour of publication");
  const now = lasting("publish-now", "work", word.at, leakWithin, "its hour was set aside by the golden rule");
  return now.deadline < hour ? now : { ...now, deadline: hour };
}

/** Whoever learns before the public has to be told so long before the hour; late is better than not. */
function aheadClocks(theCase: Case, hour: Date, policy: Policy): readonly RunningClock[] {
  if (!isSecret(theCase, policy)) return [];
  return policy.told.flatMap(({ name, who, ahead, severities }) => {
    if (theCase.told[name] !== undefined || !takes(severities, theCase.severity)) return [];
    const startsAt = theCase.embargoSetAt ?? theCase.enteredAt;
    const deadline = new Date(hour.getTime() - ahead.value.ms);
    const why = `${who} told ahead (${name}): ${ahead.value.written} before publication`;
    return [{ clock: `tell-${name}`, kind: "work", startsAt, deadline, why, isProposal: ahead.isProposal }] as const;
  });
}

function startOf(clock: PolicyClock, theCase: Case): Date {
  if (clock === "claim") return theCase.askingSince;
  if (clock === "triage") return theCase.claimedAt ?? theCase.enteredAt;
  return theCase.enteredAt;
}

/** Of all that ends secrecy the shortest; and a question, again and again, why it must go on. */
function secrecyClocks(theCase: Case, policy: Policy): readonly RunningClock[] {
  const clocks: RunningClock[] = [];
  const [shortest] = disclosureLimits(theCase, policy);
  if (shortest) {
    clocks.push({
      clock: "disclosure",
      kind: "secrecy",
      startsAt: shortest.since,
      deadline: shortest.at,
      why: shortest.why,
      isProposal: shortest.isProposal,
    });
  }
  if (isSecret(theCase, policy)) {
    const since = theCase.secrecyReviewedAt ?? theCase.receivedAt;
    clocks.push(byPolicy("secrecy-review", "secrecy", since, theCase, policy));
  }
  return clocks;
}

function dutyClocks(theCase: Case, { duties }: Policy): readonly RunningClock[] {
  const known = theCase.exploitationKnownAt;
  if (known === undefined) return [];
  const fixed = theCase.fixReleasedAt ?? theCase.publishedAt;
  return duties.flatMap((duty) => {
    const begins = duty.starts === "exploitation-known" ? known : fixed;
    if (begins === undefined || theCase.dutiesMet[duty.name] !== undefined) return [];
    const startsAt = begins < known ? known : begins;
    return [lasting(`duty-${duty.name}`, "duty", startsAt, duty.within, `${duty.says} To ${duty.to}`)];
  });
}

function silenceClocks(theCase: Case, policy: Policy): readonly RunningClock[] {
  const ours = theCase.lastWordToReporter;
  if (ours === undefined || !WORK.includes(theCase.state)) return [];
  const clocks = [byPolicy("our-silence", "silence", ours, theCase, policy)];
  const waitsForAnswer = theCase.state === "claimed" || theCase.state === "triaged";
  if (waitsForAnswer && ours > theCase.lastWordFromReporter) {
    clocks.push(byPolicy("reporter-silence", "silence", ours, theCase, policy));
  }
  return clocks;
}

/** The severity's own length where it has one, else that of all. */
function byPolicy(
  clock: PolicyClock,
  kind: RunningClock["kind"],
  startsAt: Date,
  { severity }: Case,
  policy: Policy,
): RunningClock {
  const own = severity === undefined ? undefined : policy.severities[severity].clocks[clock];
  const words = own === undefined ? "" : ` for severity ${severity}`;
  const length = own ?? policy.clocks[clock];
  return lasting(clock, kind, startsAt, length, `${clock.replaceAll("-", " ")}${words}`);
}

function lasting(
  clock: string,
  kind: RunningClock["kind"],
  startsAt: Date,
  { value, isProposal }: Sourced<Duration>,
  what: string,
): RunningClock {
  const deadline = new Date(startsAt.getTime() + value.ms);
  return { clock, kind, startsAt, deadline, why: `${what}: within ${value.written}`, isProposal };
}

function byDate(clock: string, startsAt: Date, deadline: Date, why: string): RunningClock {
  return { clock, kind: "work", startsAt, deadline, why, isProposal: false };
}

function jumped(clock: RunningClock, { leakedAt }: Case, { leakWithin }: Policy): RunningClock {
  if (leakedAt === undefined || clock.kind !== "work" || clock.clock === "lesson") return clock;
  const deadline = new Date(leakedAt.getTime() + leakWithin.value.ms);
  if (clock.deadline <= deadline) return clock;
  const startsAt = clock.startsAt < leakedAt ? leakedAt : clock.startsAt;
  const why = `it leaked: within ${leakWithin.value.written}`;
  return { ...clock, startsAt, deadline, why, isProposal: leakWithin.isProposal };
}
