import type { Kysely } from "kysely";
import type { Database } from "../database.ts";
import type { AuditEntry, Checkpoint } from "./entry.ts";

export interface AuditQuery {
  /** Only entries about this object. */
  readonly object?: string;
  readonly actor?: string;
  /** Only entries before this one, for the next page. */
  readonly before?: number;
  /** Default 100. */
  readonly limit?: number;
}

/** The newest entries first. */
export async function readAudit(db: Kysely<Database>, query: AuditQuery = {}): Promise<AuditEntry[]> {
  const { object, actor, before, limit = 100 } = query;
  const rows = await db
    .selectFrom("audit_entry")
    .selectAll()
    .$if(object !== undefined, (select) => select.where("object", "=", object ?? ""))
    .$if(actor !== undefined, (select) => select.where("actor", "=", actor ?? ""))
    .$if(before !== undefined, (select) => select.where("sequence", "<", before ?? 0))
    .orderBy("sequence", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ previous_hash: previousHash, ...entry }) => ({ ...entry, previousHash }));
}

/** Where the log ends now, to be kept elsewhere: in a signed mail, in the tracker's git, on paper. */
export async function auditCheckpoint(db: Kysely<Database>): Promise<Checkpoint> {
  return db.selectFrom("audit_head").select(["sequence", "hash"]).executeTakeFirstOrThrow();
}

/** `412 9f86d0…`, the form for export. */
export function formatCheckpoint({ sequence, hash }: Checkpoint): string {
  return `${sequence} ${hash}`;
}

/** Undefined when the text is no checkpoint. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const match = /^(\d{1,15}) ([0-9a-f]{64})$/.exec(text.trim());
  return match ? { sequence: Number(match[1]), hash: match[2] as string } : undefined;
}
