/** A public issue that a supported release still has and for which nobody has sent an update. */
export interface OpenIssueRow {
  /** `CVE-2024-10918`. */
  readonly issue: string;
  readonly source: string;
  readonly release: string;
  /** The tracker's description; may be empty. */
  readonly description: string;
  /** The tracker's word: `high`, `medium`, `low`, `not yet assigned`. */
  readonly urgency: string;
  /** When this desk or an advisory first spoke of it; null when it is older than this desk. */
  readonly knownAt: Date | null;
  /** Null for issues that have no day of their own: decided ones, and those that are older than this desk. */
  readonly deadline: Date | null;
  /** Whether somebody has decided that it can wait: minor, ignored, postponed, planned, unimportant, end of life. */
  readonly decided: boolean;
  /** One sentence: why it is open and what it waits for. */
  readonly reason: string;
  /** In words; empty when nobody has taken it. */
  readonly forWhom: string;
}
