import type { Generated } from "kysely";

/** A decryption subkey of the role key, where people hold it. */
export interface RoleKeyPartTable {
  /** Fingerprint. */
  subkey: string;
  /** Of the primary key. */
  fingerprint: string;
  /** Public, binary, as it was handed in last. */
  certificate: Uint8Array;
  ends_at: Date | null;
  made_by: string;
  made_at: Date;
  /** When another certificate was handed in for it. */
  changed_at: Date;
  /** The clear-signed list with which it came. */
  signed: string;
  /** SHA-256 of the token in the test mail that was encrypted to the published key; empty before. */
  test_hash: Generated<string>;
  test_message_id: Generated<string>;
  test_sent_at: Generated<Date | null>;
  /** Where it arrived. */
  test_case: Generated<string | null>;
  test_opened_by: Generated<string>;
  test_opened_at: Generated<Date | null>;
}

/** Its secret part, sealed by a person to a person: an OpenPGP message that nobody else opens. */
export interface RoleKeyCopyTable {
  subkey: string;
  person: string;
  sealed: Uint8Array;
  hash: string;
  made_by: string;
  made_at: Date;
  /** Clear-signed by whom it is for; empty before. */
  receipt: Generated<string>;
  received_at: Generated<Date | null>;
}

/** What a place had when it was looked at last. */
export interface RoleKeyPlaceTable {
  subkey: string;
  place: string;
  found: string;
  looked_at: Date;
}

/** Since when something about the key is due: `left pia`, `lacks leo`, `none`. */
export interface RoleKeyDueTable {
  reason: string;
  since: Date;
}

export interface RoleKeyTables {
  role_key: RoleKeyPartTable;
  role_key_copy: RoleKeyCopyTable;
  role_key_place: RoleKeyPlaceTable;
  role_key_due: RoleKeyDueTable;
}
