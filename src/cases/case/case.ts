import type { Severity } from "../policy/index.ts";
import type { Act } from "./acts.ts";
import type { Role } from "./roles.ts";
import type { State } from "./states.ts";
import type { Hour, Priority, Verdict } from "./words.ts";

/** One act that was done. */
export interface Done {
  readonly at: Date;
  readonly by: string;
  /** The role that allowed it. */
  readonly role: Role;
  readonly act: Act;
}

/** A gate that the director set aside by the golden rule. */
export interface Override {
  readonly gate: string;
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

/** One report and our work on it, without its contents: those are sealed elsewhere. A value: every act gives a new one. */
export interface Case {
  readonly id: string;
  readonly state: State;
  readonly receivedAt: Date;
  /** Since when it is in its state. */
  readonly enteredAt: Date;
  /** Since when somebody is asked whose it is: the report, or its coming back from quarantine or from the closed ones. */
  readonly askingSince: Date;
  /** Names of teams; none for all. */
  readonly asked: readonly string[];
  readonly verdicts: Readonly<Record<string, { readonly verdict: Verdict; readonly by: string; readonly at: Date }>>;
  readonly team: string | undefined;
  readonly assignee: string | undefined;
  readonly claimedAt: Date | undefined;
  readonly severity: Severity | undefined;
  readonly severityAt: Date | undefined;
  readonly priority: Priority | undefined;
  /** When it should be resolved. */
  readonly expires: Hour | undefined;
  readonly expiresSetAt: Date | undefined;
  /** Versions in words, or `unknown`. */
  readonly affected: string | undefined;
  readonly reviewers: readonly string[];
  readonly fixReadyAt: Date | undefined;
  readonly fixReleasedAt: Date | undefined;
  /** The hour of publication. */
  readonly embargo: Hour | undefined;
  readonly embargoSetAt: Date | undefined;
  /** Lists that were told, by their name in the policy, and when. */
  readonly shared: Readonly<Record<string, Date>>;
  /** Others who were told ahead, by their name in the policy. */
  readonly told: Readonly<Record<string, Date>>;
  /** When the reporter publishes. A fact: no rule of ours moves it. */
  readonly reporterDate: Hour | undefined;
  readonly reporterDateNotedAt: Date | undefined;
  readonly ids: readonly string[];
  readonly advisoryValid: boolean;
  /** How the reporter is named; `none wanted` is a decision too. */
  readonly credit: string | undefined;
  readonly reporterToldAt: Date | undefined;
  readonly publishedAt: Date | undefined;
  readonly lesson: string | undefined;
  /** Id of the audit's rule that would have caught it; absent where there is none, and in cases of earlier releases. */
  readonly lessonRule?: string | undefined;
  /** Who has said that they read it, whoever wrote it first. */
  readonly lessonReadBy: readonly string[];
  readonly acknowledgedAt: Date | undefined;
  readonly lastWordToReporter: Date | undefined;
  readonly lastWordFromReporter: Date;
  readonly secrecyReviewedAt: Date | undefined;
  readonly leakedAt: Date | undefined;
  /** Since when everybody knows it without a leak of ours. */
  readonly publicSince: Date | undefined;
  /** Since when we know that it is exploited. */
  readonly exploitationKnownAt: Date | undefined;
  /** Duties of the policy that were met, and when. */
  readonly dutiesMet: Readonly<Record<string, Date>>;
  readonly observers: readonly { readonly who: string; readonly reason: string; readonly until: Date }[];
  readonly overrides: readonly Override[];
  readonly log: readonly Done[];
}

export type Arrival = "received" | "quarantined" | "held_unreadable";

/** A case as it begins. A report of what everybody knows already is not secret from the first. */
export function openCase(
  id: string,
  at: Date,
  how: { readonly arrival?: Arrival; readonly alreadyPublic?: boolean } = {},
): Case {
  return {
    id,
    state: how.arrival ?? "received",
    receivedAt: at,
    enteredAt: at,
    askingSince: at,
    asked: [],
    verdicts: {},
    team: undefined,
    assignee: undefined,
    claimedAt: undefined,
    severity: undefined,
    severityAt: undefined,
    priority: undefined,
    expires: undefined,
    expiresSetAt: undefined,
    affected: undefined,
    reviewers: [],
    fixReadyAt: undefined,
    fixReleasedAt: undefined,
    embargo: undefined,
    embargoSetAt: undefined,
    shared: {},
    told: {},
    reporterDate: undefined,
    reporterDateNotedAt: undefined,
    ids: [],
    advisoryValid: false,
    credit: undefined,
    reporterToldAt: undefined,
    publishedAt: undefined,
    lesson: undefined,
    lessonReadBy: [],
    acknowledgedAt: undefined,
    lastWordToReporter: undefined,
    lastWordFromReporter: at,
    secrecyReviewedAt: undefined,
    leakedAt: undefined,
    publicSince: how.alreadyPublic ? at : undefined,
    exploitationKnownAt: undefined,
    dutiesMet: {},
    observers: [],
    overrides: [],
    log: [],
  };
}
