import type { AuditRow } from "../../api/index.ts";
import type { OpenIssueRow } from "./open-issue.ts";
import type { Paged, UpdateGroup } from "./update-row.ts";

/** The board: everything that is not finished, by the time that is left. */
export interface BoardModel {
  /** The day that an update may take, in hours. */
  readonly budgetHours: number;
  /** Open updates past their day. */
  readonly late: number;
  /** Open updates. */
  readonly open: number;
  readonly you: UpdateGroup;
  readonly others: UpdateGroup;
  readonly itself: UpdateGroup;
  /** Open issues without an update, the most urgent first. */
  readonly issues: Paged<OpenIssueRow>;
  /** The last updates that were published, oldest first, at most 30. */
  readonly fixed: readonly FixedUpdate[];
  /** What threatens the desk itself; empty for strangers. */
  readonly warnings: readonly Warning[];
  /** Audits that are due, whoever does them; empty for strangers. */
  readonly audits: readonly AuditRow[];
}

/** How long users waited for one update. */
export interface FixedUpdate {
  readonly id: string;
  readonly source: string;
  readonly version: string;
  readonly release: string;
  /** When the problem was public (or known to us, if that was earlier). */
  readonly publicAt: Date;
  readonly fixedAt: Date;
}

/** Something that will stop the line if nobody looks: a key that expires, a suite that does not verify, a lost builder. */
export interface Warning {
  readonly severity: "late" | "soon";
  /** What is the case. */
  readonly sentence: string;
  /** What to do now. */
  readonly next: string;
  readonly since: Date | null;
}
