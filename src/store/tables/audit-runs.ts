import type { GeneratedAlways } from "kysely";

/** One run of a scheduled audit, as a person recorded it. */
export interface AuditRunTable {
  id: GeneratedAlways<string>;
  /** Name of the audit in the definition. */
  audit: string;
  at: Date;
  /** A person's id in the definition. */
  by: string;
  result: "clean" | "findings";
  high: number;
  medium: number;
  low: number;
  /** What was looked at, in the person's words: a revision, an image's name or hash. */
  subject: string;
  /** The bases of the images on that day: `desktop=bookworm`, by name, with blanks between them. */
  bases: string;
  note: string;
}

export interface AuditRunTables {
  audit_run: AuditRunTable;
}
