import type { Migration } from "./migration.ts";

/** Cases on their way to the world: from the act that publishes to the last step that was done. Nothing of it is secret. */
export const caseDisclosure: Migration = {
  name: "0011-case-disclosure",
  statements: [
    `CREATE TABLE case_disclosure (
      case_id text COLLATE "C" PRIMARY KEY REFERENCES case_record (id),
      by text NOT NULL,
      begun_at timestamptz NOT NULL,
      tracker_commit text NOT NULL DEFAULT '',
      files integer NOT NULL DEFAULT 0,
      tries integer NOT NULL DEFAULT 0,
      problem text NOT NULL DEFAULT '',
      next_try_at timestamptz,
      done_at timestamptz
    )`,
  ],
};
