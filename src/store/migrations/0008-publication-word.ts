import type { Migration } from "./migration.ts";

/**
 * A member's word that an update goes out before its embargo's hour stands with the update, as long as its approvals do. It
 * was known only to the job that it had queued, which went by it also after the word was taken back.
 */
export const publicationWord: Migration = {
  name: "0008-publication-word",
  statements: [
    `ALTER TABLE update ADD COLUMN publish_said_at timestamptz`,
    `UPDATE update SET publish_said_at = now()
      WHERE id IN (SELECT update_id FROM step WHERE step = 'publish' AND state = 'ready' AND job_id = 'said')`,
  ],
};
