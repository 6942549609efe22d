import type { Migration } from "./migration.ts";

/** A mail that cannot be delivered is tried less and less often, and at last no more; it never holds up another. */
export const mailTries: Migration = {
  name: "0005-mail-tries",
  statements: [
    `ALTER TABLE mail
      ADD COLUMN tries integer NOT NULL DEFAULT 0,
      ADD COLUMN next_try_at timestamptz,
      ADD COLUMN given_up_at timestamptz`,
    // When a mail is due no more (sent, or given up) there is no next try.
    `UPDATE mail SET next_try_at = created_at WHERE sent_at IS NULL`,
    `CREATE INDEX mail_due ON mail (next_try_at) WHERE next_try_at IS NOT NULL`,
  ],
};
