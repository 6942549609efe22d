import type { OpenIssueRow } from "./open-issue.ts";
import type { Paged, UpdateRow } from "./update-row.ts";

/** The state of one issue in one package of one release, in a word. */
export type VerdictWord =
  | "vulnerable"
  | "fixed"
  | "no-dsa"
  | "planned"
  | "unimportant"
  | "end-of-life"
  | "not-affected"
  | "not-in-release"
  | "undetermined"
  | "rejected";

export interface VerdictModel {
  readonly release: string;
  readonly word: VerdictWord;
  /** What stands behind the word in a tag: `minor`; empty otherwise. */
  readonly detail: string;
  /** Why, in one or two sentences, with versions. */
  readonly reason: string;
}

export interface PackageIssue {
  readonly issue: string;
  /** The tracker's description; may be empty. */
  readonly description: string;
  /** One a release, in the order of the package's releases. */
  readonly verdicts: readonly VerdictModel[];
}

/** A source package: a verdict for each release, with its reason. */
export interface PackageModel {
  readonly name: string;
  /** Where it is: release, suite and version, oldest release first. */
  readonly versions: readonly { readonly release: string; readonly suite: string; readonly version: string }[];
  /** Releases that hold the package, oldest first. */
  readonly releases: readonly string[];
  /** How many issues are open somewhere; those come first. */
  readonly open: number;
  readonly issues: Paged<PackageIssue>;
  /** Updates of this package that the reader may see, newest first. */
  readonly updates: readonly UpdateRow[];
}

export interface SuiteModel {
  readonly name: string;
  readonly role: string;
  readonly url: string;
  /** Of the Release file in service; null when none ever was. */
  readonly dated: Date | null;
  /** What was wrong at the last try to renew it; empty when it went well. */
  readonly problem: string;
  /** Since when tries have failed; null when they do not. */
  readonly since: Date | null;
}

/** One release, or a line about it in the list of releases. */
export interface ReleaseSummary {
  readonly codename: string;
  /** `12`. */
  readonly version: string;
  readonly architectures: readonly string[];
  readonly phases: readonly { readonly name: string; readonly from: Date; readonly until: Date }[];
  readonly openUpdates: number;
  readonly openIssues: number;
}

export interface ReleaseModel {
  readonly summary: ReleaseSummary;
  readonly suites: readonly SuiteModel[];
  /** Open ones, by the time that is left. */
  readonly updates: readonly UpdateRow[];
  readonly issues: Paged<OpenIssueRow>;
}
