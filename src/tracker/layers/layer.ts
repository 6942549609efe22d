import type { ClosedBugs } from "../bugs/closed-bugs.ts";
import type { ListFile } from "../format/list-file.ts";
import type { TrackerConfig } from "../format/parse-config.ts";
import type { EmbeddedCode } from "../format/parse-embedded-copies.ts";
import type { NeededEntry } from "../format/parse-needed.ts";
import type { CopyDecision } from "../hints/copy-decisions.ts";
import type { Lineage } from "../hints/parse-lineages.ts";
import type { CveRequest } from "../names/cve-requests.ts";
import type { FormerName } from "../names/issue-names.ts";
import type { TrackerProblem } from "../problem-codes.ts";
import type { ProblemCounts } from "../problem-tally.ts";
import type { SignalTable } from "../signals/signal-table.ts";
import type { SupportList } from "../support/parse-support-list.ts";

/** One data directory in Debian's form, parsed. */
export interface Layer {
  /** As explanations name it: `debian`, `tails`. */
  readonly name: string;
  readonly config: TrackerConfig | undefined;
  /** Issue, extend and advisory lists in the order in which they are merged. */
  readonly lists: readonly ListFile[];
  /** Fixes waiting for a point release. */
  readonly planned: readonly ListFile[];
  readonly removedPackages: ReadonlySet<string>;
  /** Work queues by file name: `dsa-needed.txt`. */
  readonly needed: ReadonlyMap<string, readonly NeededEntry[]>;
  readonly embeddedCopies: readonly EmbeddedCode[];
  /** Names that are one package over time. */
  readonly lineages: readonly Lineage[];
  /** What people made of suggestions about embedded copies. */
  readonly copyDecisions: readonly CopyDecision[];
  /** Lists of debian-security-support. */
  readonly supportLists: readonly SupportList[];
  /** What issues were called before. */
  readonly formerNames: readonly FormerName[];
  /** Numbers that somebody was asked for. */
  readonly cveRequests: readonly CveRequest[];
  /** Exploitation and likelihood, as they were imported. */
  readonly signals: readonly SignalTable[];
  /** Bugs that the bug tracker has as closed, as they were imported. */
  readonly closedBugs: ClosedBugs;
  /** The first ones of each code; a file can have a million. */
  readonly problems: readonly TrackerProblem[];
  /** How many more there are, by code. */
  readonly unkept: ProblemCounts;
}

/** A layer's files by their path relative to its directory. */
export type LayerFiles = ReadonlyMap<string, Uint8Array>;
