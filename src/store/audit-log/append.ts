import type { Kysely } from "kysely";
import { SamedayError } from "../../kernel/index.ts";
import type { Database } from "../database.ts";
import { canonicalJson, checkText } from "./canonical-json.ts";
import { type AuditEntry, type AuditEvent, type Checkpoint, entryHash } from "./entry.ts";

/**
 * Appends to the log within the caller's transaction, so that a change and its record are there together or not at all.
 * The row that holds the log's end stays locked until that transaction ends: entries have no gaps, and whoever appends
 * next waits. So append late, and end the transaction soon.
 * Throws INPUT_INVALID for what cannot be recorded.
 */
export async function appendAudit(trx: Kysely<Database>, event: AuditEvent): Promise<AuditEntry> {
  const [entry] = await appendAudits(trx, [event]);
  if (!entry) throw new SamedayError("INTERNAL", "An entry of the audit log was not written.");
  return entry;
}

/** The same for several, in their order: as many questions to the database as for one. */
export async function appendAudits(
  trx: Kysely<Database>,
  events: readonly AuditEvent[],
): Promise<readonly AuditEntry[]> {
  if (!trx.isTransaction) throw new SamedayError("INTERNAL", "The audit log is appended to in a transaction only.");
  const checked = events.map(checkEvent);
  if (checked.length === 0) return [];
  const head = await trx.selectFrom("audit_head").select(["sequence", "hash"]).forUpdate().executeTakeFirstOrThrow();
  const entries: AuditEntry[] = [];
  let last: Checkpoint = head;
  for (const event of checked) {
    const unsealed = { ...event, sequence: last.sequence + 1, previousHash: last.hash };
    const entry = { ...unsealed, hash: entryHash(unsealed) };
    entries.push(entry);
    last = entry;
  }
  const rows = entries.map(({ sequence, at, actor, action, object, details, previousHash, hash }) => {
    return { sequence, at, actor, action, object, details: canonicalJson(details), previous_hash: previousHash, hash };
  });
  await trx
    .with("entry", (db) => db.insertInto("audit_entry").values(rows).returning(["sequence", "hash"]))
    .updateTable("audit_head")
    .from("entry")
    .set((eb) => ({ sequence: eb.ref("entry.sequence"), hash: eb.ref("entry.hash") }))
    .where("entry.sequence", "=", last.sequence)
    .execute();
  return entries;
}

/** As it will be read again. */
function checkEvent({ at, actor, action, object, details }: AuditEvent): AuditEvent & { readonly details: unknown } {
  return {
    at,
    actor: checkText(actor),
    action: checkText(action),
    object: checkText(object),
    details: JSON.parse(canonicalJson(details ?? {})) as unknown,
  };
}
