/** One page of the audit log, newest first, and whether the chain holds. */
export interface AuditModel {
  readonly verification: AuditVerification;
  readonly entries: readonly AuditRow[];
  /** The sequence number before which the next page begins; null at the log's first entry. */
  readonly nextBefore: number | null;
}

export interface AuditVerification {
  readonly state: "whole" | "broken" | "not-checked";
  /** One sentence: how far it was checked, or where it breaks. */
  readonly sentence: string;
  readonly checkedAt: Date | null;
  /** `412 9f86d0…`: to be kept elsewhere; empty while the log is. */
  readonly checkpoint: string;
}

export interface AuditRow {
  readonly sequence: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  /** `U-204817365`, `person anna`. */
  readonly object: string;
  /** The particulars as words: `reason: …; fingerprint: …`; may be empty. */
  readonly details: string;
  readonly hash: string;
  /** Whether it is about something confidential. */
  readonly confidential: boolean;
}
