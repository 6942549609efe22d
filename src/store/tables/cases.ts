/** One report and our work on it. */
export interface CaseRecordTable {
  /** `SEC-2026-0001`. Never reused. */
  id: string;
  /** Whose it is; empty while nobody said that it is theirs. */
  team: string;
  state: string;
  /** Null while nobody has set one. */
  severity: string | null;
  /** Name of the policy that its clocks run by. */
  policy: string;
  received_at: Date;
  /** The nearest deadline; null when no clock runs. */
  due_at: Date | null;
  /** When it comes up by itself however it stands. */
  expires_at: Date | null;
  /** When it is to be public. */
  public_at: Date | null;
  changed_at: Date;
  destroyed_at: Date | null;
  /** Counts the changes of `contents`; an older value does not open in a newer one's place. */
  version: number;
  /** Sealed. */
  contents: Uint8Array;
}

/** A case without a row here is destroyed: nothing opens its contents again. */
export interface CaseKeyTable {
  case_id: string;
  /** Which master key wraps it. */
  master_id: string;
  wrapped: Uint8Array;
}

/** A message that came to a case or went out from it. */
export interface CaseMessageTable {
  /** 32 random hex digits. */
  id: string;
  case_id: string;
  /** When it came or went. */
  at: Date;
  /** Which arrival of the spool it was; null for what did not come by it. */
  arrival: string | null;
  /** HMAC of the message as it came: the same message is kept once. */
  fingerprint: Uint8Array;
  version: number;
  /** Sealed: envelope, judgement, what is shown. */
  contents: Uint8Array;
  /** Sealed: the message as it came. */
  raw: Uint8Array;
}

/** The case's history. */
export interface CaseActTable {
  case_id: string;
  /** 1, 2, 3 … in the order in which they happened. */
  number: number;
  at: Date;
  /** Sealed: who did what. */
  contents: Uint8Array;
}

/** A reminder that was said, so that it is said once. */
export interface CaseReminderTable {
  /** Names case, clock and step, and nothing of the contents. */
  key: string;
  said_at: Date;
}

export interface CasesTables {
  case_record: CaseRecordTable;
  case_key: CaseKeyTable;
  case_message: CaseMessageTable;
  case_act: CaseActTable;
  case_reminder: CaseReminderTable;
}
