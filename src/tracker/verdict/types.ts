import type { IssueId } from "../../kernel/index.ts";
import type { SourceRow } from "../archive/source-versions.ts";
import type { RemarkReason, Urgency } from "../format/types.ts";
import type { Claim, PlacedRemark } from "../model/claim.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import type { PlannedFix } from "../model/tracker.ts";
import type { SupportEnd, SupportFacts } from "../support/support-facts.ts";

export type Status = "vulnerable" | "fixed" | "undetermined" | "not-affected" | "not-in-release" | "rejected";

/** What was decided about an open issue; the most telling one when several hold. */
export type Decision =
  | { readonly kind: "planned"; readonly version: string }
  | { readonly kind: "no-dsa"; readonly class: RemarkReason; readonly text: string }
  /** By a line of the lists, by the release's dates, or by a list of packages without support. */
  | { readonly kind: "end-of-life"; readonly text: string; readonly by: "line" | SupportEnd["by"] }
  | { readonly kind: "unimportant" };

/** The state of one issue in one package of one release, with everything that it was decided from. */
export interface Verdict {
  readonly package: string;
  readonly release: string;
  readonly issue: IssueId;
  readonly status: Status;
  readonly decision: Decision | undefined;
  /** The version from which on the issue is fixed, also while the release lacks it. */
  readonly fixedVersion: string | undefined;
  /** `end-of-life` for what is open where support has ended, else that of the line that counts; each form says this one. */
  readonly urgency: Urgency;
  readonly basis: Basis;
}

/** The parts of the reason; `explainVerdict` puts them into sentences. */
export interface Basis {
  readonly resolved: ResolvedIssue;
  /** undefined when no line speaks about this package for this release. */
  readonly claim: Claim | undefined;
  /** The line that would apply if the release had none of its own. */
  readonly defaultClaim: Claim | undefined;
  readonly remark: PlacedRemark | undefined;
  readonly planned: PlannedFix | undefined;
  /** Why no fix will come, when the judge knows dates; only looked up for what is open. */
  readonly supportEnd: SupportEnd | undefined;
  /** Every suite of the release that holds the package. */
  readonly rows: readonly JudgedRow[];
  /** The one whose version decided. */
  readonly counted: JudgedRow | undefined;
}

export interface JudgedRow {
  readonly row: SourceRow;
  readonly vulnerable: "yes" | "no" | "undetermined";
  /** The version as it was compared, when a rebuild's suffix was taken off. */
  readonly comparedAs: string;
}

/**
 * How versions are compared and which suite speaks. `dpkg`: equal is equal and the highest version of each area counts.
 * `debian`: as Debian's tracker of 2023 answers, quirks included.
 */
export interface Judge {
  readonly asDebian: boolean;
  /** Who still mends what; without it nothing ends by itself. Debian's tracker knows no dates. */
  readonly support?: SupportFacts;
  /** Negative, 0 or positive; `version` from the archive, `fixed` from the lists. */
  compare(version: string, fixed: string): number;
  /** Which row decides; rows are never empty. */
  pick(rows: readonly JudgedRow[]): JudgedRow;
}
