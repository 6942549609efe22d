import type { Migration } from "./migration.ts";

/**
 * Names of updates no longer follow from their number. Of a source version there is one live public update; an embargoed
 * one stands in the way of nobody who may not know of it, only of the same uploader's second try.
 */
export const embargo: Migration = {
  name: "0006-embargo",
  statements: [
    `ALTER TABLE update ALTER COLUMN id DROP EXPRESSION`,
    `ALTER TABLE update ALTER COLUMN id SET NOT NULL`,
    `DROP INDEX update_live`,
    `CREATE UNIQUE INDEX update_live_public ON update (source, version, release)
      WHERE state IN ('open', 'published') AND NOT embargoed`,
    `CREATE UNIQUE INDEX update_live_uploader ON update (source, version, release, uploader)
      WHERE state IN ('open', 'published')`,
  ],
};
