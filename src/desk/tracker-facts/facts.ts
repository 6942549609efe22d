import type { SourceVersions } from "../../tracker/index.ts";
import type { OpenIssueRow, PackageIssue, PackageModel } from "../../web/index.ts";

/**
 * What the pages say about issues, worked out of lists and suites beforehand and laid down in files: a distribution has
 * some 65,000 open issues, and tracker and archive in memory would take ten times what the server may.
 */
export interface TrackerFacts {
  /** Names the state of lists, suites and publications that the facts were made from. */
  readonly stamp: string;
  /** Ids of the published updates that the facts know of. */
  readonly published: ReadonlySet<string>;
  /** Names the content of the source versions. */
  readonly sourcesStamp: string;
  /** Which source version stands in which suite. */
  sources(): Promise<SourceVersions>;
  /** How many issues are open in a release, or in all supported ones. */
  openIn(release?: string): number;
  /** A piece of the open issues, the most urgent first; `total` counts all that the filter lets through. */
  open(filter: OpenFilter, from: number, count: number): Promise<OpenPiece>;
  /** Null for a package that neither archive nor lists know. */
  package(name: string): Promise<PackageFacts | null>;
}

export interface OpenFilter {
  readonly release?: string;
  /** Packages of releases, as `packageInRelease` writes them, whose issues are looked after. */
  readonly without?: ReadonlySet<string>;
}

export interface OpenPiece {
  readonly total: number;
  readonly rows: readonly OpenIssueRow[];
}

/** A package's page without what the database adds. Issues that are open somewhere come first, then the newest. */
export interface PackageFacts extends Pick<PackageModel, "name" | "versions" | "releases" | "open"> {
  readonly issues: readonly PackageIssue[];
}

export function packageInRelease(what: { readonly source: string; readonly release: string }): string {
  return `${what.source} ${what.release}`;
}

/** An update that went out before the facts were made. */
export interface Publication {
  readonly id: string;
  readonly source: string;
  readonly release: string;
  readonly version: string;
}
