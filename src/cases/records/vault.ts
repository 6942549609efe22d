import type { KeyObject } from "node:crypto";
import type { Kysely } from "kysely";
import { type Clock, type Random, SamedayError } from "../../kernel/index.ts";
import { appendAudit, type Database, type Store } from "../../store/index.ts";
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

/** Throws NOT_FOUND for a case that never was or whose contents were destroyed, SEAL_BROKEN when its key does not open. */
export async function keyOf(vault: CaseVault, db: Db, caseId: string): Promise<KeyObject> {
  const found = await db.selectFrom("case_key").selectAll().where("case_id", "=", caseId).executeTakeFirst();
  if (found) {
    if (found.master_id === vault.master.id) return unwrapCaseKey(vault.master, caseId, found.wrapped);
    throw new SamedayError(
      "SEAL_BROKEN",
      `${caseId} is sealed with the master key ${found.master_id}, which is not here.`,
    );
  }
  const record = await db.selectFrom("case_record").select("id").where("id", "=", caseId).executeTakeFirst();
  if (!record) throw noSuchCase(caseId);
  throw new SamedayError("NOT_FOUND", `The contents of ${caseId} were destroyed.`);
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
  await appendAudit(trx, { at: vault.clock.now(), actor, action, object: `case ${caseId}` });
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
