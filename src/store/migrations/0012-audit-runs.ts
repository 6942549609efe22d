import type { Migration } from "./migration.ts";

/** Runs of the audits that the definition schedules: who looked, at what, and what was found. Rows are only ever added. */
export const auditRuns: Migration = {
  name: "0012-audit-runs",
  statements: [
    `CREATE TABLE audit_run (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      audit text COLLATE "C" NOT NULL,
      at timestamptz NOT NULL,
      by text NOT NULL,
      result text NOT NULL CHECK (result IN ('clean', 'findings')),
      high integer NOT NULL CHECK (high >= 0),
      medium integer NOT NULL CHECK (medium >= 0),
      low integer NOT NULL CHECK (low >= 0),
      subject text NOT NULL,
      bases text NOT NULL,
      note text NOT NULL
    )`,
    "CREATE INDEX audit_run_newest ON audit_run (audit, id DESC)",
  ],
};
