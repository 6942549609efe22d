import type { Migration } from "./migration.ts";

/** Since when the desk knows each issue; it stood in a file that no backup held. */
export const knownIssues: Migration = {
  name: "0007-known-issues",
  statements: [
    `CREATE TABLE known_issue (
      issue text COLLATE "C" PRIMARY KEY,
      since timestamptz
    )`,
    `CREATE TABLE known_layer (
      layer text PRIMARY KEY
    )`,
  ],
};
