import type { Kysely } from "kysely";
import { SamedayError } from "../../kernel/index.ts";
import type { Database } from "../database.ts";
import { canonicalJson, checkText } from "./canonical-json.ts";
import { type AuditEntry, type AuditEvent, entryHash } from "./entry.ts";

/**
 * Appends to the log within the caller's transaction, so that a change and its record are there together or not at all.
 * The row that holds the log's end stays locked until that transaction ends: entries have no gaps, and whoever appends
 * next waits. So append late, and end the transaction soon.
 * Throws INPUT_INVALID for what cannot be recorded.
 */
export async function appendAudit(trx: Kysely<Database>, event: AuditEvent): Promise<AuditEntry> {
  if (!trx.isTransaction) throw new SamedayError("INTERNAL", "The audit log is appended to in a transaction only.");
  const details = canonicalJson(event.details ?? {});
  const { at } = event;
  const [actor, action, object] = [event.actor, event.action, event.object].map(checkText) as [string, string, string];
  const head = await trx.selectFrom("audit_head").select(["sequence", "hash"]).forUpdate().executeTakeFirstOrThrow();
  const unsealed = {
    sequence: head.sequence + 1,
    at,
    actor,
    action,
    object,
    details: JSON.parse(details) as unknown,
    previousHash: head.hash,
  };
  const hash = entryHash(unsealed);
  const { sequence } = unsealed;
  await trx
    .with("entry", (db) =>
      db
        .insertInto("audit_entry")
        .values({ sequence, at, actor, action, object, details, previous_hash: head.hash, hash })
        .returning(["sequence", "hash"]),
    )
    .updateTable("audit_head")
    .from("entry")
    .set((eb) => ({ sequence: eb.ref("entry.sequence"), hash: eb.ref("entry.hash") }))
    .execute();
  return { ...unsealed, hash };
}
