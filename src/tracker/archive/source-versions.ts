import type { SuiteRole } from "../../distribution/index.ts";

/** What the verdict needs of the archive: which source version stands in which suite of which release. */
export interface SourceVersions {
  /** Releases that the archive holds, oldest knowledge first. */
  readonly releases: readonly string[];
  /**
   * Every suite's version of a source package, empty when unknown. Rows of one release stand together; within a release
   * they stand in the order in which the indexes were read.
   */
  rowsOf(packageName: string): readonly SourceRow[];
  packages(): Iterable<string>;
}

/** The role of a suite within its release. Backports are a release of their own here: `bookworm-backports`. */
export type RowRole = Exclude<SuiteRole, "backports">;

/** The highest version of one source package in one suite and area. */
export interface SourceRow {
  readonly release: string;
  readonly role: RowRole;
  /** main, contrib, non-free, non-free-firmware. */
  readonly area: string;
  readonly version: string;
}

/** The suite's name as Debian writes it: `bookworm`, `bookworm-security`. */
export function suiteName(row: SourceRow): string {
  return row.role === "main" ? row.release : `${row.release}-${row.role}`;
}
