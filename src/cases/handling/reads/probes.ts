import {
  type Act,
  type ActDetails,
  type ActName,
  type Case,
  GATES,
  type GateName,
  type Staff,
} from "../../case/index.ts";
import type { Policy } from "../../policy/index.ts";

/** What a trial of an act may choose its details from. */
interface Choice {
  readonly theCase: Case;
  readonly staff: Staff;
  readonly policy: Policy;
  readonly by: string;
  readonly at: Date;
}

type Probe<N extends ActName> = (choice: Choice) => readonly ActDetails[N][];

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const WORDS = "…";

const plain = (): readonly Record<never, never>[] => [{}];
const withReason = () => [{ reason: WORDS }];
const soon = ({ at }: Choice, ms: number) => ({ at: new Date(at.getTime() + ms), zone: "UTC" });
/** A name that is none, where there is nothing to choose: then the refusal says what there is. */
const orNone = (names: readonly string[]): readonly string[] => (names.length > 0 ? names : [""]);
const teams = ({ staff }: Choice): readonly string[] => orNone(staff.teams.map(({ name }) => name));

/**
 * For every act the details with which it is tried when somebody asks what can be done: an act can be done if one of them
 * passes. Where details choose between things (a team, a list, a gate), each is tried; where they are free words or hours, the
 * easiest: any words, a severity that is secret, an hour that comes next. So a gate about the case itself refuses each
 * of them, and a gate about details refuses only what no details could mend.
 */
const PROBES: { readonly [N in ActName]: Probe<N> } = {
  acknowledge: plain,
  admit: plain,
  route: (choice) => [{ teams: teams(choice) }],
  verdict: (choice) => teams(choice).map((team) => ({ team, verdict: "not-mine" })),
  claim: (choice) => teams(choice).map((team) => ({ team })),
  assign: ({ staff }) =>
    orFirst(
      staff.teams.map(({ name, lead }) => ({ team: name, assignee: lead })),
      { team: "", assignee: "" },
    ),
  sort: () => [{ as: "noise", reason: WORDS }],
  reopen: withReason,
  "set-severity": ({ policy }) => secretFirst(policy).map((severity) => ({ severity })),
  "set-priority": () => [{ priority: "normal" }],
  "set-expiry": (choice) => [{ expires: soon(choice, DAY_MS) }],
  "set-affected": () => [{ affected: WORDS }],
  "begin-triage": plain,
  "begin-fix": plain,
  review: plain,
  "fix-ready": plain,
  "back-to-fixing": withReason,
  schedule: (choice) => [{ hour: soon(choice, MINUTE_MS) }],
  share: ({ policy }) => orNone(policy.lists.map(({ name }) => name)).map((list) => ({ list })),
  "tell-ahead": ({ policy }) => orNone(policy.told.map(({ name }) => name)).map((who) => ({ who })),
  "reporter-date": (choice) => [{ hour: soon(choice, DAY_MS) }],
  "give-id": () => [{ id: "CVE-1999-0001" }],
  "take-id-back": ({ theCase }) => orNone(theCase.ids).map((id) => ({ id })),
  "check-advisory": () => [{ valid: true }],
  credit: () => [{ credit: WORDS }],
  "tell-reporter": plain,
  "fix-released": plain,
  publish: plain,
  learn: () => [{ lesson: WORDS }],
  "lesson-read": plain,
  wrote: plain,
  heard: plain,
  "review-secrecy": withReason,
  leak: withReason,
  "is-public": withReason,
  exploited: withReason,
  "duty-met": ({ policy }) => orNone(policy.duties.map(({ name }) => name)).map((duty) => ({ duty })),
  // The shortest limit that a policy can set.
  invite: ({ at }) => [{ who: WORDS, reason: WORDS, until: new Date(at.getTime() + 60_000) }],
  override: () =>
    (Object.keys(GATES) as GateName[]).filter((gate) => GATES[gate].setAside).map((gate) => ({ gate, reason: WORDS })),
};

/** The acts of one name with which it is tried; at least one. */
export function probesOf(name: ActName, choice: Choice): readonly Act[] {
  // The table pairs each name with its own details; the compiler cannot follow a pair through a look-up.
  const probe = PROBES[name] as Probe<ActName>;
  return probe(choice).map((details) => ({ act: name, ...details }) as Act);
}

function secretFirst({ severities }: Policy): readonly (keyof Policy["severities"])[] {
  const names = Object.keys(severities) as (keyof Policy["severities"])[];
  return [...names].sort((a, b) => Number(severities[b].confidential) - Number(severities[a].confidential));
}

function orFirst<T>(found: readonly T[], otherwise: T): readonly T[] {
  return found.length > 0 ? found : [otherwise];
}
