import type { Place } from "../../kernel/index.ts";
import type { DutyAsk } from "./duty-asks.ts";

/** From the worst to the least; the words that people and commands use. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The clocks whose length a policy gives. Others follow from a date: `disclosure`, `publish`, `expires`, `leak`, `duty-…`. */
export const POLICY_CLOCKS = [
  "acknowledge",
  "look",
  "resend",
  "claim",
  "unclaimed",
  "triage",
  "fix",
  "schedule",
  "lesson",
  "secrecy-review",
  "our-silence",
  "reporter-silence",
] as const;
export type PolicyClock = (typeof POLICY_CLOCKS)[number];

/** A value with where it comes from: a source in words, or that it is our own proposal. */
export interface Sourced<T> {
  readonly value: T;
  readonly basis: string;
  readonly isProposal: boolean;
  /** The file that gives it, which may be one that the policy extends. */
  readonly place: Place;
}

export interface Duration {
  readonly ms: number;
  /** As the file has it: `72 h` says more than three days. */
  readonly written: string;
}

export interface SeverityRule {
  readonly means: Sourced<string>;
  /** Whether a case of this severity is secret until its disclosure. One without severity always is. */
  readonly confidential: boolean;
  readonly cve: "always" | "on-request" | "never";
  /** Whether the own number (`ids.own`) is given. */
  readonly ownId: boolean;
  readonly advisory: boolean;
  /** How many people other than the assignee must have reviewed the fix. */
  readonly reviewers: Sourced<number>;
  /** Only those that differ from the policy's. */
  readonly clocks: Readonly<Partial<Record<PolicyClock, Sourced<Duration>>>>;
}

/** When whom a reminder of a clock reaches, in percent of the clock's length. */
export interface Escalation {
  readonly pointPerson: Sourced<number>;
  readonly deputy: Sourced<number>;
  readonly lead: Sourced<number>;
  readonly director: Sourced<number>;
  /** The director is asked again after each of these, for as long as nothing happens. */
  readonly again: Sourced<Duration>;
}

export interface Disclosure {
  readonly trigger: "fix-released" | "fix-available" | "date";
  /** How long after the trigger the contents may stay secret. */
  readonly within: Sourced<Duration>;
  /** How long after the report everything may stay secret, whatever has happened. */
  readonly atMost: Sourced<Duration>;
  /** Whether an empty public issue stands for the secret one, so that progress can be followed. */
  readonly publicPlaceholder: boolean;
  /** What a report is that everybody knows already. */
  readonly alreadyPublic: "public" | "confidential";
  /** Who is credited: everybody, or those who told the team before the public. */
  readonly credit: "everybody" | "who-told-us-first";
}

/** Somebody who learns of a fix before the public. */
export interface ToldBefore {
  readonly name: string;
  readonly who: string;
  readonly what: string;
  readonly ahead: Sourced<Duration>;
  readonly severities: readonly Severity[];
}

/** A list that coordinates, with limits of its own: they hold as soon as a case was shared with it. */
export interface EmbargoList {
  readonly name: string;
  readonly address: string;
  readonly atMost: Sourced<Duration>;
  readonly preferred: Sourced<Duration>;
  readonly atLeast: Sourced<Duration> | undefined;
  readonly onlyNonPublic: boolean;
  readonly severities: readonly Severity[];
  /** What whoever shared it owes afterwards. */
  readonly afterwards: string;
}

/** A report that is owed to somebody by a time, such as to an authority. */
export interface Duty {
  readonly name: string;
  readonly says: string;
  readonly to: string;
  /** Both begin only in a case that is known to be exploited. */
  readonly starts: "exploitation-known" | "fix-available";
  readonly within: Sourced<Duration>;
  /** What the report has to say, in its order. */
  readonly asks: readonly DutyAsk[];
}

export interface SensitiveArea {
  readonly name: string;
  readonly says: string;
  /** Git's own pathspec words are not used: `*`, `**` and `?`, from the top of the checkout. */
  readonly paths: readonly string[];
  readonly approvals: Sourced<number>;
}

/** Which changes of a source tree need a review focused on security, and what counts as its approval. */
export interface SensitiveChanges {
  readonly areas: readonly SensitiveArea[];
  /** A change beyond one of these that touches an area is warned of as a large refactoring. */
  readonly largeLines: Sourced<number>;
  readonly largeFiles: Sourced<number>;
  readonly trailer: string;
  readonly approvalDirectory: string;
}

/** One policy, with everything that it extends. */
export interface Policy {
  readonly name: string;
  readonly title: string;
  /** Where the policy is written that the file restates. */
  readonly source: string;
  /** Names of what it extends, the furthest first. */
  readonly extends: readonly string[];
  readonly severities: Readonly<Record<Severity, SeverityRule>>;
  readonly clocks: Readonly<Record<PolicyClock, Sourced<Duration>>>;
  readonly escalation: Escalation;
  readonly disclosure: Disclosure;
  /** How soon after a leak the public must have been told; every longer clock of the case jumps to it. */
  readonly leakWithin: Sourced<Duration>;
  /** For how long somebody may be invited into a case at once. */
  readonly invitedAtMost: Sourced<Duration>;
  /** `TROVE`, as in TROVE-2026-006; undefined where the team has no numbers of its own. */
  readonly ownIds: { readonly prefix: string; readonly digits: number } | undefined;
  readonly told: readonly ToldBefore[];
  readonly lists: readonly EmbargoList[];
  readonly duties: readonly Duty[];
  readonly goldenRule: string;
  readonly sensitive: SensitiveChanges | undefined;
}
