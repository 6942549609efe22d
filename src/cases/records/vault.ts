import type { KeyObject } from "node:crypto";
import type { Kysely, Selectable } from "kysely";
import { type Clock, type Random, SamedayError } from "../../kernel/index.ts";
import {
  type AuditEvent,
  appendAudit,
  appendAudits,
  type CaseKeyTable,
  type Database,
  type Store,
} from "../../store/index.ts";
import { type MasterKey, openValue, type Place, sealValue, unwrapCaseKey } from "../sealed/index.ts";
import { decodeContents, encodeContents } from "./contents-json.ts";

/** All that is needed to write and read cases: where they lie, and what opens them. */
export interface CaseVault {
  readonly store: Store;
  readonly master: MasterKey;
  readonly clock: Clock;
  readonly random: Random;
}

export type Db = Kysely<Database>;

export function noSuchCase(id: string): SamedayError {
  return new SamedayError("NOT_FOUND", `There is no case ${id}.`);
}

/**
 * Throws SEAL_BROKEN when the case's key does not open; NOT_FOUND for a case that never was and for one whose contents were
 * destroyed, in the same words, because nobody can say any more who may know of it.
 */
export async function keyOf(vault: CaseVault, db: Db, caseId: string): Promise<KeyObject> {
  const made = keysMade.get(db)?.get(caseId);
  if (made) return made;
  const found = await db.selectFrom("case_key").selectAll().where("case_id", "=", caseId).executeTakeFirst();
  if (!found) throw noSuchCase(caseId);
  return unwrapped(vault, caseId, found);
}

/** Keys of cases that a transaction has begun: nobody else can see those cases yet, so nobody has destroyed or wrapped them. */
const keysMade = new WeakMap<Db, Map<string, KeyObject>>();

/** Has `keyOf` answer from memory for a case that this transaction has begun. */
export function rememberKey(trx: Db, caseId: string, key: KeyObject): void {
  const made = keysMade.get(trx) ?? new Map<string, KeyObject>();
  keysMade.set(trx, made.set(caseId, key));
}

/** Nothing of it opens any more, in this transaction either. */
export function forgetKey(trx: Db, caseId: string): void {
  keysMade.get(trx)?.delete(caseId);
}

/** A case's key as it lies in the database. */
export type WrappedKey = Selectable<CaseKeyTable>;

/** The keys of many cases at once, by the case's name; none for one that was destroyed. */
export async function wrappedKeysOf(
  db: Db,
  cases: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, WrappedKey>> {
  if (cases.length === 0) return new Map();
  const ids = cases.map(({ id }) => id);
  const rows = await db.selectFrom("case_key").selectAll().where("case_id", "in", ids).execute();
  return new Map(rows.map((row) => [row.case_id, row]));
}

/** Throws SEAL_BROKEN. */
export function unwrapped(vault: CaseVault, caseId: string, { master_id, wrapped }: WrappedKey): KeyObject {
  if (master_id === vault.master.id) return unwrapCaseKey(vault.master, caseId, wrapped);
  throw new SamedayError("SEAL_BROKEN", `${caseId} is sealed with the master key ${master_id}, which is not here.`);
}

export function sealContents(vault: CaseVault, key: KeyObject, place: Place, contents: unknown): Uint8Array {
  return sealValue(key, place, encodeContents(contents), vault.random);
}

/** Throws SEAL_BROKEN. What was sealed here is of the shape that was written, so nothing checks it again. */
export function openContents<T>(key: KeyObject, place: Place, sealed: Uint8Array): T {
  return decodeContents(openValue(key, place, sealed)) as T;
}

/** Writes down who did what to a case, in the transaction of the change or before the read. */
export async function note(vault: CaseVault, trx: Db, actor: string, action: string, caseId: string): Promise<void> {
  const event = { at: vault.clock.now(), actor, action, object: `case ${caseId}` };
  const waiting = waitingNotes.get(trx);
  if (waiting) waiting.push(event);
  else await appendAudit(trx, event);
}

/** What transactions write down at their end. */
const waitingNotes = new WeakMap<Db, AuditEvent[]>();

/**
 * Does the work and writes down all that it notes of cases in one step at its end, so that the audit log's end is locked for
 * a moment only. It is in the same transaction: there together with what it tells of, or not at all.
 */
export async function notedTogether<T>(trx: Db, work: () => Promise<T>): Promise<T> {
  const waiting: AuditEvent[] = [];
  waitingNotes.set(trx, waiting);
  try {
    const result = await work();
    await appendAudits(trx, waiting);
    return result;
  } finally {
    waitingNotes.delete(trx);
  }
}

/** Answers what `read` finds, once it stands in the audit log that `reader` was shown it. */
export async function noted<T>(
  vault: CaseVault,
  reader: string,
  action: string,
  caseId: string,
  read: (trx: Db) => Promise<T>,
): Promise<T> {
  return vault.store.transaction(async (trx) => {
    const found = await read(trx);
    await note(vault, trx, reader, action, caseId);
    return found;
  });
}
