import type { ReleaseShow } from "./release-shows.ts";
import type { PackageIssue, VerdictModel } from "./tracker.ts";
import type { HistoryAnswers } from "./tracker-history.ts";
import type { TriageAnswers } from "./tracker-triage.ts";
import type { Paged } from "./update-row.ts";

/** What is wrong with the data that the tracker's pages are made from; shown on every one of them. */
export interface TrackerHealth {
  /** Grows with every change of the data; names the state that kept pages were made from. */
  readonly version: number;
  /** Layers that cannot be read now; what was read of them last is shown. */
  readonly troubles: readonly { readonly layer: string; readonly message: string; readonly since: Date }[];
  /** Records and lines that were set aside because they have errors. */
  readonly setAside: number;
}

/** A line of tracker data with what is wrong with it. */
export interface DataProblemRow {
  readonly layer: string;
  /** `CVE/list:12:3` */
  readonly place: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly code: string;
}

export interface TrackerHomeModel {
  readonly health: TrackerHealth;
  readonly releases: readonly { readonly codename: string; readonly open: number; readonly undecided: number }[];
  readonly views: readonly ViewSummary[];
}

export interface ViewSummary {
  readonly name: string;
  readonly title: string;
  readonly count: number;
}

/** An issue with a verdict for every package and release that it is about. */
export interface TrackerIssueModel {
  /** The present name, whichever was asked for. */
  readonly issue: string;
  /** What it was called before, the nearest first. */
  readonly formerNames: readonly string[];
  readonly description: string;
  readonly state: "normal" | "reserved" | "rejected" | "not-for-us";
  /** NOTE, TODO and NOT-FOR-US lines, without their indent. */
  readonly remarks: readonly string[];
  readonly advisories: readonly string[];
  readonly bugs: readonly number[];
  /** Null when nothing was imported about it. */
  readonly signals: SignalsModel | null;
  readonly packages: readonly { readonly source: string; readonly verdicts: readonly VerdictModel[] }[];
  /** Where its records stand; one that was set aside has an error, and nothing of it counts. */
  readonly places: readonly {
    readonly layer: string;
    readonly file: string;
    readonly line: number;
    readonly setAside: boolean;
  }[];
  readonly lostLines: readonly LostLineModel[];
}

/** A line of the lists of which nothing counts, because the release that it names is unknown. */
export interface LostLineModel {
  readonly issue: string;
  readonly source: string;
  readonly layer: string;
  /** `CVE/list:1427:4`. */
  readonly place: string;
  readonly message: string;
}

/** What others say of an issue's danger, as it was imported. */
export interface SignalsModel {
  /** Since when CISA's catalogue has it; null when it has not. */
  readonly exploited: { readonly since: string; readonly ransomware: boolean } | null;
  /** EPSS, from 0 to 1. */
  readonly likelihood: { readonly probability: number; readonly percentile: number } | null;
  /** The same in a few words each: `exploited since 2026-05-01`, `EPSS 97.5 %`. */
  readonly words: readonly string[];
}

export interface TrackerSourceModel {
  readonly name: string;
  readonly versions: readonly { readonly release: string; readonly suite: string; readonly version: string }[];
  /** How many issues are open in a release. */
  readonly open: number;
  readonly issues: Paged<PackageIssue>;
  readonly lostLines: readonly LostLineModel[];
}

/** One issue in one package of one release, in a list. */
export interface TrackerRow {
  readonly issue: string;
  readonly source: string;
  readonly release: string;
  readonly urgency: string;
  readonly description: string;
  readonly verdict: VerdictModel;
  readonly signals: SignalsModel | null;
  /** What a row without a verdict is, which has no release: `to be checked`; empty otherwise. */
  readonly mark: string;
  /** What a view says beside it: who has taken it; empty for most. */
  readonly note: string;
}

export interface TrackerListModel {
  readonly name: string;
  readonly title: string;
  /** What belongs here and what is to be done with it, in a sentence. */
  readonly lead: string;
  readonly rows: Paged<TrackerRow>;
}

export interface TrackerReleaseModel extends TrackerListModel {
  readonly show: ReleaseShow;
  readonly counts: Readonly<Record<ReleaseShow, number>>;
  /** Whether the archive has a suite of it now; of one that ended the history alone speaks, and all counts are 0. */
  readonly inArchive: boolean;
}

export interface TrackerAdvisoryModel {
  readonly name: string;
  readonly header: string;
  readonly place: string;
  readonly issues: readonly string[];
  readonly packages: readonly string[];
}

export interface TrackerBugModel {
  readonly bug: number;
  readonly issues: readonly { readonly issue: string; readonly description: string }[];
}

/** Why one verdict is what it is. */
export interface TrackerReasonModel {
  readonly source: string;
  readonly release: string;
  readonly issue: string;
  readonly verdict: VerdictModel | null;
  readonly steps: readonly {
    readonly text: string;
    /** The line of tracker data that the step is about. */
    readonly line: { readonly place: string; readonly quote: string } | null;
  }[];
}

/** What somebody probably meant. */
export interface NearestName {
  readonly kind: "source" | "release";
  readonly name: string;
}

/**
 * What the tracker's pages are answered from. Everything is public and in memory; null is what nobody has heard of.
 * Pages count from 1.
 */
export interface TrackerAnswers extends HistoryAnswers, TriageAnswers {
  /** Null while the data is being read for the first time. */
  health(): TrackerHealth | null;
  home(): TrackerHomeModel;
  issue(name: string): TrackerIssueModel | null;
  source(name: string, page: number): TrackerSourceModel | null;
  release(codename: string, show: ReleaseShow, page: number): TrackerReleaseModel | null;
  view(name: string, page: number): TrackerListModel | null;
  advisory(name: string): TrackerAdvisoryModel | null;
  bug(bug: number): TrackerBugModel | null;
  reason(issue: string, source: string, release: string): TrackerReasonModel | null;
  problems(page: number): Paged<DataProblemRow>;
  /** Whether a source package of this name is in the archive or in a list. */
  knowsSource(name: string): boolean;
  /** The source package or release whose name is nearly this one; null when none is. */
  nearest(name: string): NearestName | null;
}

/**
 * The same, asked of the process that holds the data. While that process is away or has not read its data yet, `health`
 * is null and everything else throws TRACKER_AWAY.
 */
export type TrackerReads = {
  readonly [Call in keyof TrackerAnswers]: (
    ...asked: Parameters<TrackerAnswers[Call]>
  ) => Promise<Awaited<ReturnType<TrackerAnswers[Call]>>>;
};
