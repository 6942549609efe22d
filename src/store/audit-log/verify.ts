import { type Kysely, sql } from "kysely";
import type { Database } from "../database.ts";
import type { Store } from "../store.ts";
import { canonicalJson } from "./canonical-json.ts";
import { type Checkpoint, entryHash, GENESIS } from "./entry.ts";

export interface AuditVerdict {
  /** How many entries were read and found whole. */
  readonly entries: number;
  /** The last whole entry; keep it elsewhere as a checkpoint. */
  readonly head: Checkpoint;
  /** The first entry that is not as it was written, and why. */
  readonly brokenAt?: { readonly sequence: number; readonly reason: string };
  /** Entries whose time is before their predecessor's: the clock was set back there. The first hundred. */
  readonly clockSetBack: readonly number[];
}

const BATCH = 1000;
const MAX_LISTED = 100;

interface Row {
  sequence: number;
  at: Date;
  actor: string;
  action: string;
  object: string;
  details_text: string;
  previous_hash: string;
  hash: string;
}

/**
 * Reads the whole log in order and recomputes every hash. With a checkpoint from before it also finds out whether the
 * log was cut off or written anew, which the log alone cannot tell once its recorded end was changed as well.
 */
export async function verifyAuditLog(store: Pick<Store, "db">, checkpoint?: Checkpoint): Promise<AuditVerdict> {
  // One snapshot: entries that come meanwhile belong to the next verification.
  return store.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((trx) => verifyIn(trx, checkpoint));
}

async function verifyIn(trx: Kysely<Database>, checkpoint: Checkpoint | undefined): Promise<AuditVerdict> {
  const recorded = await trx.selectFrom("audit_head").select(["sequence", "hash"]).executeTakeFirst();
  const clockSetBack: number[] = [];
  let head = GENESIS;
  let before: Date | undefined;
  const verdict = (broken?: { sequence: number; reason: string }): AuditVerdict => ({
    entries: head.sequence,
    head,
    ...(broken ? { brokenAt: broken } : {}),
    clockSetBack,
  });
  for (let rows = await batch(trx, 0); rows.length > 0; rows = await batch(trx, head.sequence)) {
    for (const row of rows) {
      const reason = judge(row, head) ?? contradicts(row, checkpoint);
      if (reason) return verdict({ sequence: Math.min(row.sequence, head.sequence + 1), reason });
      if (before && row.at < before && clockSetBack.length < MAX_LISTED) clockSetBack.push(row.sequence);
      before = row.at;
      head = { sequence: row.sequence, hash: row.hash };
    }
  }
  const next = head.sequence + 1;
  if (!recorded) return verdict({ sequence: next, reason: "the record of the log's end is missing" });
  if (recorded.sequence > head.sequence || (checkpoint && checkpoint.sequence > head.sequence)) {
    return verdict({ sequence: next, reason: "the log was cut off: entries from here on are missing" });
  }
  if (recorded.sequence !== head.sequence || recorded.hash !== head.hash) {
    return verdict({ sequence: head.sequence, reason: "the record of the log's end says otherwise" });
  }
  return verdict();
}

function batch(trx: Kysely<Database>, after: number): Promise<Row[]> {
  return trx
    .selectFrom("audit_entry")
    .select(["sequence", "at", "actor", "action", "object", "previous_hash", "hash"])
    .select(sql<string>`details::text`.as("details_text"))
    .where("sequence", ">", after)
    .orderBy("sequence")
    .limit(BATCH)
    .execute();
}

/** Why the row is not the entry that follows `head`, or undefined. */
function judge(row: Row, head: Checkpoint): string | undefined {
  if (row.sequence !== head.sequence + 1) return "the entry is missing";
  if (row.previous_hash !== head.hash) return "the entry does not continue the one before it";
  const { sequence, at, actor, action, object, details_text: text, previous_hash: previousHash } = row;
  const details = parse(text);
  if (details === undefined) return "the entry's details are not as they were written";
  const hash = entryHash({ sequence, at, actor, action, object, details: details.value, previousHash });
  return hash === row.hash ? undefined : "the entry was changed after it was written";
}

/** The details, when their text is the one spelling that was written. */
function parse(text: string): { value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? { value } : undefined;
  } catch {
    return undefined;
  }
}

function contradicts(row: Row, checkpoint: Checkpoint | undefined): string | undefined {
  if (!checkpoint || checkpoint.sequence !== row.sequence || checkpoint.hash === row.hash) return undefined;
  return "the log was written anew: this entry is not the one of the checkpoint";
}
