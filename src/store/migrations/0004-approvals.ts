import type { Migration } from "./migration.ts";

/**
 * Everybody whose signature a source carries uploaded it; an approval that lost its worth is kept, with the reason.
 * `new_issues` are those that no list names yet, as somebody said on purpose.
 */
export const approvals: Migration = {
  name: "0004-approvals",
  statements: [
    `ALTER TABLE update
      ADD COLUMN uploaders text[] NOT NULL DEFAULT '{}',
      ADD COLUMN new_issues text[] NOT NULL DEFAULT '{}'`,
    `UPDATE update SET uploaders = ARRAY[uploader]`,
    // What was taken before this release is told as it was: its issues were in no need to stand in a list.
    `UPDATE update SET new_issues = issues WHERE state = 'open'`,
    `ALTER TABLE approval ADD COLUMN lapsed text NOT NULL DEFAULT ''`,
    // An embargoed update's advisory holds its place by a name without number until it is told.
    `ALTER TABLE advisory ADD CHECK (number IS NOT NULL OR signed_text = '')`,
  ],
};
