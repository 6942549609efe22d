/** A public issue that a supported release still has and for which nobody has sent an update. */
export interface OpenIssueRow {
  /** `CVE-2024-10918`. */
  readonly issue: string;
  readonly source: string;
  readonly release: string;
  /** The tracker's word: `high`, `medium`, `low`, `not yet assigned`. */
  readonly urgency: string;
  /** When the tracker first had it; null when that is not recorded. */
  readonly knownAt: Date | null;
  /** Null for issues that have no day of their own, such as those left to a point release. */
  readonly deadline: Date | null;
  /** One sentence: why it is open and what it waits for. */
  readonly reason: string;
  /** In words; empty when nobody has taken it. */
  readonly forWhom: string;
}
