import type { Migration } from "./migration.ts";

/**
 * Which advisory a case was published as, so that no other case is published under the same id, which has no two spellings.
 * A team's word stands in the case and its history; the table of its own for it was never written to.
 */
export const disclosedAdvisory: Migration = {
  name: "0014-disclosed-advisory",
  statements: [
    `ALTER TABLE case_disclosure ADD COLUMN advisory text COLLATE "C" NOT NULL DEFAULT ''`,
    `CREATE UNIQUE INDEX case_disclosure_advisory ON case_disclosure (lower(advisory)) WHERE advisory <> ''`,
    `DROP TABLE case_verdict`,
  ],
};
