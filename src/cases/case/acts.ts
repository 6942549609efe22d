import type { Severity } from "../policy/index.ts";
import type { GateName } from "./gate-table.ts";
import type { Role } from "./roles.ts";
import { ASKING, INTAKE, OPEN, SORTED_OUT, type SortedOut, type State, WORK } from "./states.ts";
import type { Hour, Priority, Verdict } from "./words.ts";

/** Everything that can be done with a case, by name, with what has to be said for it. */
export interface ActDetails {
  /** The reporter has an answer, be it the automatic one. */
  readonly acknowledge: Record<never, never>;
  /** Out of quarantine, or readable now. */
  readonly admit: Record<never, never>;
  readonly route: { readonly teams: readonly string[] };
  readonly verdict: { readonly team: string; readonly verdict: Verdict };
  /** `mine`, and I do it. */
  readonly claim: { readonly team: string };
  readonly assign: { readonly assignee: string; readonly team: string };
  readonly sort: { readonly as: SortedOut; readonly reason: string };
  readonly reopen: { readonly reason: string };
  readonly "set-severity": { readonly severity: Severity };
  readonly "set-priority": { readonly priority: Priority };
  readonly "set-expiry": { readonly expires: Hour };
  readonly "set-affected": { readonly affected: string };
  readonly "begin-triage": Record<never, never>;
  readonly "begin-fix": Record<never, never>;
  /** I have read the fix and find it right. */
  readonly review: Record<never, never>;
  readonly "fix-ready": Record<never, never>;
  readonly "back-to-fixing": { readonly reason: string };
  readonly schedule: { readonly hour: Hour };
  readonly share: { readonly list: string };
  readonly "tell-ahead": { readonly who: string };
  readonly "reporter-date": { readonly hour: Hour };
  readonly "give-id": { readonly id: string };
  /** It was mistyped, or is another issue's. */
  readonly "take-id-back": { readonly id: string };
  readonly "check-advisory": { readonly valid: boolean };
  readonly credit: { readonly credit: string };
  readonly "tell-reporter": Record<never, never>;
  readonly "fix-released": Record<never, never>;
  readonly publish: Record<never, never>;
  /** `lesson` is the post-mortem, or why there is none; `rule` is the audit's rule that would have caught it. */
  readonly learn: { readonly lesson: string; readonly rule?: string | undefined };
  /** I have read the lesson. */
  readonly "lesson-read": Record<never, never>;
  /** A word to the reporter went out, or one came in. */
  readonly wrote: Record<never, never>;
  readonly heard: Record<never, never>;
  readonly "review-secrecy": { readonly reason: string };
  readonly leak: { readonly reason: string };
  /** Everybody knows it, and not through us. */
  readonly "is-public": { readonly reason: string };
  readonly exploited: { readonly reason: string };
  readonly "duty-met": { readonly duty: string };
  readonly invite: { readonly who: string; readonly reason: string; readonly until: Date };
  readonly override: { readonly gate: GateName; readonly reason: string };
}

export type ActName = keyof ActDetails;
export type Act = { readonly [N in ActName]: { readonly act: N } & ActDetails[N] }[ActName];

export interface ActRule {
  readonly from: readonly State[];
  /** Where it leads; absent for acts that change no state, or that decide by themselves. */
  readonly to?: State;
  readonly roles: readonly Role[];
  readonly gates: readonly GateName[];
}

const SPEAKERS = ["point-person", "deputy", "team-lead", "director"] as const satisfies Role[];
const RELEASERS = [...SPEAKERS, "handler"] as const satisfies Role[];
const PREPARERS = [...RELEASERS, "assistant"] as const satisfies Role[];
const PREPARERS_OR_DESK = [...PREPARERS, "desk"] as const satisfies Role[];
const SECRET: readonly State[] = [...INTAKE, ...WORK];
const NO_GATES: readonly GateName[] = [];

/** The transition table: from where, to where, by whom, through which gates. What is not in it cannot be done. */
export const ACTS: Readonly<Record<ActName, ActRule>> = {
  acknowledge: { from: OPEN, roles: PREPARERS_OR_DESK, gates: NO_GATES },
  admit: { from: ["quarantined", "held_unreadable"], to: "received", roles: [...SPEAKERS, "desk"], gates: NO_GATES },
  route: {
    from: [...ASKING, "quarantined", "claimed", "triaged"],
    to: "routed",
    roles: SPEAKERS,
    gates: ["known-teams"],
  },
  verdict: { from: ASKING, roles: ["point-person", "deputy", "team-lead"], gates: ["own-team"] },
  claim: { from: [...ASKING, "quarantined"], to: "claimed", roles: SPEAKERS, gates: ["own-team"] },
  assign: { from: [...INTAKE, ...WORK], roles: SPEAKERS, gates: ["known-team", "known-assignee"] },
  sort: { from: [...INTAKE, ...WORK], roles: RELEASERS, gates: ["reason"] },
  reopen: { from: SORTED_OUT, to: "received", roles: RELEASERS, gates: ["reason"] },
  "set-severity": { from: WORK, roles: PREPARERS, gates: ["secrecy-ended-by-team"] },
  "set-priority": { from: WORK, roles: PREPARERS, gates: NO_GATES },
  "set-expiry": { from: WORK, roles: PREPARERS, gates: ["expiry-to-come"] },
  "set-affected": { from: WORK, roles: PREPARERS, gates: ["said"] },
  "begin-triage": { from: ["claimed"], to: "triaged", roles: PREPARERS, gates: ["assignee"] },
  "begin-fix": {
    from: ["triaged"],
    to: "fixing",
    roles: RELEASERS,
    gates: ["assignee", "severity", "priority", "expiry", "affected"],
  },
  review: { from: ["fixing", "fix_ready"], roles: [...RELEASERS, "observer"], gates: ["not-own-fix"] },
  "fix-ready": { from: ["fixing"], to: "fix_ready", roles: RELEASERS, gates: ["reviewers"] },
  "back-to-fixing": { from: ["fix_ready", "scheduled"], to: "fixing", roles: RELEASERS, gates: ["reason"] },
  schedule: {
    from: ["fix_ready", "scheduled"],
    to: "scheduled",
    roles: RELEASERS,
    gates: ["reviewers", "hour-to-come", "before-reporter", "within-lists", "within-policy"],
  },
  share: { from: WORK, roles: RELEASERS, gates: ["severity", "list-takes-it"] },
  "tell-ahead": { from: WORK, roles: RELEASERS, gates: ["severity", "told-by-policy"] },
  "reporter-date": { from: SECRET, roles: PREPARERS, gates: NO_GATES },
  "give-id": { from: [...WORK, "published"], roles: PREPARERS, gates: ["id-form"] },
  "take-id-back": { from: [...WORK, ...SORTED_OUT], roles: PREPARERS, gates: ["given-id"] },
  "check-advisory": { from: WORK, roles: PREPARERS_OR_DESK, gates: NO_GATES },
  credit: { from: WORK, roles: PREPARERS, gates: ["said"] },
  "tell-reporter": { from: WORK, roles: RELEASERS, gates: NO_GATES },
  "fix-released": { from: ["fix_ready", "scheduled"], roles: [...RELEASERS, "desk"], gates: NO_GATES },
  publish: {
    from: ["scheduled"],
    to: "published",
    roles: RELEASERS,
    gates: ["reviewers", "hour-has-come", "advisory", "ids", "credit", "reporter-told"],
  },
  learn: { from: ["published"], to: "learned", roles: RELEASERS, gates: ["said", "duties-met"] },
  "lesson-read": { from: ["learned"], roles: [...PREPARERS, "member"], gates: ["not-read-yet"] },
  wrote: { from: OPEN, roles: PREPARERS_OR_DESK, gates: NO_GATES },
  heard: { from: OPEN, roles: PREPARERS_OR_DESK, gates: NO_GATES },
  "review-secrecy": { from: SECRET, roles: RELEASERS, gates: ["reason"] },
  leak: { from: SECRET, roles: PREPARERS, gates: ["reason", "not-leaked"] },
  "is-public": { from: SECRET, roles: RELEASERS, gates: ["reason"] },
  exploited: { from: [...SECRET, "published"], roles: PREPARERS, gates: ["reason", "not-known-yet"] },
  "duty-met": { from: OPEN, roles: RELEASERS, gates: ["known-duty"] },
  invite: { from: SECRET, roles: RELEASERS, gates: ["reason", "invited-for-a-time", "invited-within-policy"] },
  override: { from: WORK, roles: ["director"], gates: ["reason", "can-be-set-aside"] },
};
