import type { Migration } from "./migration.ts";

/**
 * Cases. What a list must be able to ask for stands in the clear (name, team, state, severity, policy, hours); everything
 * else is sealed with the case's key, which is here only as wrapped by a key that no database holds.
 */
export const cases: Migration = {
  name: "0009-cases",
  statements: [
    `CREATE TABLE case_record (
      id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[A-Z][A-Z0-9]*-[0-9]{4}-[0-9]{4,}$'),
      team text NOT NULL,
      state text NOT NULL CHECK (state ~ '^[a-z][a-z_-]*$'),
      severity text,
      policy text NOT NULL,
      received_at timestamptz NOT NULL,
      due_at timestamptz,
      expires_at timestamptz,
      public_at timestamptz,
      changed_at timestamptz NOT NULL,
      destroyed_at timestamptz,
      version integer NOT NULL CHECK (version > 0),
      contents bytea NOT NULL
    )`,
    `CREATE INDEX case_record_due ON case_record (due_at) WHERE due_at IS NOT NULL`,
    `CREATE TABLE case_key (
      case_id text COLLATE "C" PRIMARY KEY REFERENCES case_record (id),
      master_id text NOT NULL,
      wrapped bytea NOT NULL
    )`,
    `CREATE TABLE case_message (
      id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
      case_id text COLLATE "C" NOT NULL REFERENCES case_record (id),
      at timestamptz NOT NULL,
      arrival text COLLATE "C" UNIQUE,
      fingerprint bytea NOT NULL UNIQUE,
      version integer NOT NULL CHECK (version > 0),
      contents bytea NOT NULL,
      raw bytea NOT NULL
    )`,
    `CREATE INDEX case_message_case ON case_message (case_id, at, id)`,
    // Ciphertext does not get smaller.
    `ALTER TABLE case_message ALTER COLUMN contents SET STORAGE EXTERNAL`,
    `ALTER TABLE case_message ALTER COLUMN raw SET STORAGE EXTERNAL`,
    `CREATE TABLE case_verdict (
      case_id text COLLATE "C" NOT NULL REFERENCES case_record (id),
      number integer NOT NULL CHECK (number > 0),
      team text NOT NULL,
      at timestamptz NOT NULL,
      contents bytea NOT NULL,
      PRIMARY KEY (case_id, number)
    )`,
    `CREATE TABLE case_act (
      case_id text COLLATE "C" NOT NULL REFERENCES case_record (id),
      number integer NOT NULL CHECK (number > 0),
      at timestamptz NOT NULL,
      contents bytea NOT NULL,
      PRIMARY KEY (case_id, number)
    )`,
    `CREATE TABLE case_reminder (
      key text COLLATE "C" PRIMARY KEY,
      said_at timestamptz NOT NULL
    )`,
  ],
};
