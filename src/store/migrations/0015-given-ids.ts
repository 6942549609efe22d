import type { Migration } from "./migration.ts";

/**
 * Which ids were given to cases, CVEs and numbers of our own, so that one is never given twice. What it is and in which case
 * it stands is sealed; the mark is a keyed hash of it, so that each has one row and nobody who reads the database tries ids out.
 */
export const givenIds: Migration = {
  name: "0015-given-ids",
  statements: [
    `CREATE TABLE case_given_id (
      mark bytea PRIMARY KEY CHECK (octet_length(mark) = 32),
      sealed bytea NOT NULL
    )`,
  ],
};
