import type { Generated, GeneratedAlways } from "kysely";

/** One entry of what intake remembers, in the order in which it happened. */
export interface IntakeEntryTable {
  number: GeneratedAlways<string>;
  at: Date;
  /** Sealed with a key that follows from the master key. */
  sealed: Uint8Array;
}

/** A mail about a case on its way out. */
export interface CaseMailTable {
  /** 32 random hex digits. */
  id: string;
  /** What makes it unique: the same key is written once, however often a step is repeated. */
  key: string;
  case_id: string | null;
  /** Id of the `case_message` that it is, if it is one. */
  message_id: string | null;
  created_at: Date;
  /** Sealed: envelope and message; empty once it was sent or given up. */
  sealed: Uint8Array;
  tries: number;
  /** What the mail system said, without addresses and words of ours. */
  problem: string;
  next_try_at: Date | null;
  sent_at: Date | null;
  given_up_at: Date | null;
}

export interface AbsenceTable {
  /** A person's id in the definition. */
  who: string;
  from_at: Date;
  until_at: Date;
  noted_by: string;
  noted_at: Date;
}

/** How often somebody was answered by itself on a day (UTC). */
export interface IntakeAnswerTable {
  /** HMAC of the address. */
  sender: Uint8Array;
  day: Date;
  answers: number;
}

/** A case on its way to the world. */
export interface CaseDisclosureTable {
  case_id: string;
  /** Whose act it was. */
  by: string;
  /** Its id; empty for one that was published before this was kept. */
  advisory: Generated<string>;
  begun_at: Date;
  tracker_commit: Generated<string>;
  files: Generated<number>;
  tries: Generated<number>;
  /** Why the last try did not get through. */
  problem: Generated<string>;
  next_try_at: Date | null;
  done_at: Generated<Date | null>;
}

/** An id that was given to a case, also one that was taken back since. */
export interface CaseGivenIdTable {
  /** HMAC of the id. */
  mark: Uint8Array;
  /** Sealed: the id, and the cases that have it. */
  sealed: Uint8Array;
}

export interface CaseDeskTables {
  case_given_id: CaseGivenIdTable;
  case_disclosure: CaseDisclosureTable;
  intake_entry: IntakeEntryTable;
  case_mail: CaseMailTable;
  absence: AbsenceTable;
  intake_answer: IntakeAnswerTable;
}
