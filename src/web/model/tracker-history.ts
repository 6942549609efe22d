import type { ReleaseShow } from "./release-shows.ts";
import type { VerdictWord } from "./tracker.ts";
import type { Paged } from "./update-row.ts";

/* What became of verdicts. Dates are texts such as `2026-05-01T12:00:00Z`, as they stand in JSON. */

/** A verdict as it was, without its reason. */
export interface StandingModel {
  readonly word: VerdictWord;
  /** `minor`, or the version that waits; empty otherwise. */
  readonly detail: string;
  /** The version from which on it is fixed, also while the release lacks it. */
  readonly fixedVersion: string | null;
}

/** One change of a verdict. */
export interface EventModel {
  /** Names the event among all others for good. */
  readonly id: string;
  readonly at: string;
  readonly issue: string;
  readonly source: string;
  readonly release: string;
  readonly before: StandingModel | null;
  /** null: nothing is said any more, or the release has lost the package. */
  readonly after: StandingModel | null;
  readonly cause: EventCause;
  /** The line or the version that it follows from; empty where that is not known. */
  readonly why: string;
}

export interface EventCause {
  readonly kind: "first-state" | "commit" | "rewritten" | "archive";
  /** The commit, or empty. */
  readonly commit: string;
  /** `commit 1a2b3c4d5e6f of debian by Ada`, as it stands in a sentence. */
  readonly words: string;
}

/** Since when something is open, or fixed. */
export interface SinceModel {
  readonly issue: string;
  readonly release: string;
  readonly openSince: string | null;
  /** It was open in the first state that is known, so at least since then. */
  readonly atLeast: boolean;
  readonly fixed: string | null;
}

/** One package and release of an issue, over time. */
export interface SpanModel extends SinceModel {
  readonly source: string;
  readonly now: StandingModel | null;
  /** The change that last opened it, and the one that ended that. */
  readonly opened: EventModel | null;
  readonly closed: EventModel | null;
  /** From the issue's publication, by its CVE record or by the first word in the data. */
  readonly daysToFix: number | null;
  readonly publishedBy: "cve" | "record" | null;
}

/** Days within which half, three of four and nine of ten fixes came. */
export interface FixDaysModel {
  readonly fixed: number;
  readonly median: number | null;
  readonly p75: number | null;
  readonly p90: number | null;
  readonly atOnce: number;
}

/** How long fixes took, in days from an issue's publication. */
export interface DelayModel extends FixDaysModel {
  /** Publication by CVE records, by the first word in the data where none was imported, or some of each. */
  readonly countedFrom: "cve" | "record" | "both" | null;
  /** The same, all from the first word in the data. */
  readonly fromRecord: FixDaysModel;
  readonly open: number;
  readonly longestOpen: number | null;
}

export interface IssueHistoryModel {
  /** The first state that is known. */
  readonly begins: string;
  readonly spans: readonly SpanModel[];
}

export interface SourceHistoryModel {
  readonly begins: string;
  /** Of the issues that were asked about. */
  readonly since: readonly SinceModel[];
  readonly recent: readonly EventModel[];
  readonly delays: DelayModel;
}

export interface PlaceHistoryModel {
  readonly begins: string;
  /** The oldest first. */
  readonly events: readonly EventModel[];
}

export interface ReleaseHistoryModel {
  readonly begins: string;
  /** When something about it changed last: of a release that ended, when it left the archive. */
  readonly last: string;
}

/** What an issue, a package or a release was like. */
export interface AsOfModel {
  readonly begins: string;
  /** The first instant that does not count. */
  readonly at: string;
  readonly rows: Paged<EventModel>;
}

/** The newest issues first, since nobody knows how urgent they were then. */
export interface ReleaseAsOfModel extends AsOfModel {
  readonly show: ReleaseShow;
  readonly counts: Readonly<Record<ReleaseShow, number>>;
}

/** Which changes; all that are given must hold. */
export interface EventWish {
  readonly issue?: string | undefined;
  readonly source?: string | undefined;
  readonly release?: string | undefined;
  /** Who supports a release now: `security`, `lts`, `elts`, `development`. */
  readonly team?: string | undefined;
}

export interface EventsModel {
  readonly begins: string | null;
  readonly releases: readonly string[];
  readonly teams: readonly string[];
  /** The newest first. */
  readonly events: Paged<EventModel>;
}

/** What follows a cursor, the oldest first. */
export interface EventPieceModel {
  readonly events: readonly EventModel[];
  readonly next: string;
  readonly more: boolean;
}

export interface DelaysModel {
  readonly begins: string;
  readonly releases: readonly (DelayModel & { readonly name: string })[];
  readonly teams: readonly (DelayModel & { readonly name: string })[];
}

/** What pages say about the past; null while no history is kept, or nothing of that name is in it. */
export interface HistoryAnswers {
  issueHistory(issue: string): IssueHistoryModel | null;
  sourceHistory(source: string, issues: readonly string[]): SourceHistoryModel | null;
  placeHistory(issue: string, source: string, release: string): PlaceHistoryModel | null;
  releaseHistory(release: string): ReleaseHistoryModel | null;
  /** `at` in milliseconds: the first instant that does not count. */
  asOf(what: Pick<EventWish, "issue" | "source">, at: number, page: number): AsOfModel | null;
  /** One of the lists of a release's page as it was; of a release that ended, too. */
  releaseAsOf(release: string, show: ReleaseShow, at: number, page: number): ReleaseAsOfModel | null;
  events(wish: EventWish, page: number): EventsModel | null;
  /** `since` is a cursor or empty. A word where it cannot be answered: no cursor, or one of events that were replaced. */
  eventsSince(wish: EventWish, since: string, limit: number): EventPieceModel | "no-cursor" | "replaced" | null;
  delays(): DelaysModel | null;
}
