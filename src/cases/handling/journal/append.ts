import { sql } from "kysely";
import type { Db } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { IntakeEntry } from "../kept.ts";
import { sealEntry } from "./entries.ts";

/**
 * Adds to what intake remembers, in the transaction of what the entries tell of.
 * Entries are numbered under the lock that the audit log's end is appended under, and every transaction about a case takes
 * that one: so none becomes visible after one with a higher number, and whoever reads on from a number misses nothing.
 */
export async function appendIntake(
  { vault, clock }: Pick<HandlingContext, "vault" | "clock">,
  trx: Db,
  entries: readonly IntakeEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const at = clock.now();
  const sealed = entries.map((entry) => Buffer.from(sealEntry(vault, at, entry)));
  await sql`
    WITH held AS (SELECT sequence FROM audit_head FOR UPDATE)
    INSERT INTO intake_entry (at, sealed)
    SELECT ${at}::timestamptz, entry.sealed
    FROM held, unnest(${sealed}::bytea[]) WITH ORDINALITY AS entry (sealed, place) ORDER BY entry.place
  `.execute(trx);
}
