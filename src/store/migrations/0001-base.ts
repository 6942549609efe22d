import type { Migration } from "./migration.ts";

export const base: Migration = {
  name: "0001-base",
  statements: [
    `CREATE TABLE blob (
      sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      size bigint NOT NULL CHECK (size >= 0),
      added_at timestamptz NOT NULL DEFAULT now()
    )`,
    `CREATE TABLE setting (
      name text PRIMARY KEY,
      value json NOT NULL,
      changed_at timestamptz NOT NULL
    )`,
    // The details are kept as json, not jsonb: the text that was hashed must come back as it was.
    `CREATE TABLE audit_entry (
      sequence bigint PRIMARY KEY CHECK (sequence > 0),
      at timestamptz NOT NULL,
      actor text NOT NULL,
      action text NOT NULL,
      object text NOT NULL,
      details json NOT NULL,
      previous_hash text NOT NULL CHECK (previous_hash ~ '^[0-9a-f]{64}$'),
      hash text NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$')
    )`,
    `CREATE INDEX audit_entry_object ON audit_entry (object, sequence)`,
    `CREATE TABLE audit_head (
      singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
      sequence bigint NOT NULL,
      hash text NOT NULL
    )`,
    `INSERT INTO audit_head (sequence, hash) VALUES (0, repeat('0', 64))`,
    `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the audit log is only ever appended to' USING ERRCODE = 'restrict_violation';
      END
    $$`,
    `CREATE TRIGGER audit_entry_is_final BEFORE UPDATE OR DELETE ON audit_entry
      FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    `CREATE TRIGGER audit_log_is_final BEFORE TRUNCATE ON audit_entry
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
    `CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ],
};
