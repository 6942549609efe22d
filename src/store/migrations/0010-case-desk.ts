import type { Migration } from "./migration.ts";

/** What the desk keeps beside cases: what intake remembers, mails on their way out, who is away, whom it answered today. */
export const caseDesk: Migration = {
  name: "0010-case-desk",
  statements: [
    `CREATE TABLE intake_entry (
      number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL,
      sealed bytea NOT NULL
    )`,
    `CREATE TABLE case_mail (
      id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
      key text COLLATE "C" NOT NULL UNIQUE,
      case_id text COLLATE "C" REFERENCES case_record (id),
      message_id text COLLATE "C",
      created_at timestamptz NOT NULL,
      sealed bytea NOT NULL,
      tries integer NOT NULL DEFAULT 0,
      problem text NOT NULL DEFAULT '',
      next_try_at timestamptz,
      sent_at timestamptz,
      given_up_at timestamptz
    )`,
    `CREATE INDEX case_mail_due ON case_mail (next_try_at) WHERE next_try_at IS NOT NULL`,
    `CREATE TABLE absence (
      who text COLLATE "C" NOT NULL,
      from_at timestamptz NOT NULL,
      until_at timestamptz NOT NULL CHECK (until_at > from_at),
      noted_by text NOT NULL,
      noted_at timestamptz NOT NULL,
      PRIMARY KEY (who, from_at)
    )`,
    // Whom an acknowledgement went to, as an HMAC, and how often on that day: nobody is flooded through us.
    `CREATE TABLE intake_answer (
      sender bytea NOT NULL,
      day date NOT NULL,
      answers integer NOT NULL CHECK (answers > 0),
      PRIMARY KEY (sender, day)
    )`,
  ],
};
