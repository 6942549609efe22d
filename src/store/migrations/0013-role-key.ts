import type { Migration } from "./migration.ts";

/**
 * Who has which decryption subkey of the role key, where people hold it: each subkey with its public certificate, sealed
 * copies with their receipts, where it is published, and since when a new one is due. Nothing of it opens anything here.
 */
export const roleKey: Migration = {
  name: "0013-role-key",
  statements: [
    `CREATE TABLE role_key (
      subkey text COLLATE "C" PRIMARY KEY CHECK (subkey ~ '^[0-9A-F]{40}([0-9A-F]{24})?$'),
      fingerprint text COLLATE "C" NOT NULL,
      certificate bytea NOT NULL,
      ends_at timestamptz,
      made_by text NOT NULL,
      made_at timestamptz NOT NULL,
      changed_at timestamptz NOT NULL,
      signed text NOT NULL,
      test_hash text COLLATE "C" NOT NULL DEFAULT '',
      test_message_id text COLLATE "C" NOT NULL DEFAULT '',
      test_sent_at timestamptz,
      test_case text COLLATE "C" REFERENCES case_record (id),
      test_opened_by text NOT NULL DEFAULT '',
      test_opened_at timestamptz
    )`,
    `CREATE TABLE role_key_copy (
      subkey text COLLATE "C" NOT NULL REFERENCES role_key (subkey),
      person text COLLATE "C" NOT NULL,
      sealed bytea NOT NULL,
      hash text COLLATE "C" NOT NULL,
      made_by text NOT NULL,
      made_at timestamptz NOT NULL,
      receipt text NOT NULL DEFAULT '',
      received_at timestamptz,
      PRIMARY KEY (subkey, person)
    )`,
    `CREATE TABLE role_key_place (
      subkey text COLLATE "C" NOT NULL REFERENCES role_key (subkey),
      place text NOT NULL,
      found text NOT NULL,
      looked_at timestamptz NOT NULL,
      PRIMARY KEY (subkey, place)
    )`,
    `CREATE TABLE role_key_due (
      reason text COLLATE "C" PRIMARY KEY,
      since timestamptz NOT NULL
    )`,
  ],
};
