import { SamedayError, type Sha256 } from "../../kernel/index.ts";
import type { MasterKey } from "../sealed/index.ts";
import { unwrapCaseKey, wrapCaseKey } from "../sealed/index.ts";
import { lockRow } from "./cases.ts";
import { resealDeskValues } from "./desk-values.ts";
import { leaveCaseOut, lockGivenIds } from "./given-ids.ts";
import { type CaseVault, type Db, forgetKey, note } from "./vault.ts";

const NOTHING = Buffer.alloc(0);

/**
 * Destroys a case's contents by destroying its key, in the caller's transaction; its name, team, state and hours stay.
 * Answers the arrivals whose files the spool has to forget. What a backup holds ends with the master key: `rewrapCaseKeys`.
 * Throws NOT_FOUND, also for a case that was destroyed before.
 */
export async function destroyCase(vault: CaseVault, trx: Db, id: string, actor: string): Promise<Sha256[]> {
  // Before the row, as whoever gives an id.
  await lockGivenIds(trx);
  const { state } = await lockRow(trx, id);
  const gone = await trx.deleteFrom("case_key").where("case_id", "=", id).returning("case_id").executeTakeFirst();
  if (!gone) throw new SamedayError("NOT_FOUND", `The contents of ${id} were destroyed before.`);
  forgetKey(trx, id);
  const at = vault.clock.now();
  await trx
    .updateTable("case_record")
    .set({ contents: NOTHING, due_at: null, destroyed_at: at, changed_at: at })
    .where("id", "=", id)
    .execute();
  await trx.updateTable("case_message").set({ contents: NOTHING, raw: NOTHING }).where("case_id", "=", id).execute();
  await trx.updateTable("case_act").set({ contents: NOTHING }).where("case_id", "=", id).execute();
  // With what was published everybody knows its ids.
  if (state !== "published" && state !== "learned") await leaveCaseOut(vault, trx, id);
  await note(vault, trx, actor, "destroy case", id);
  const arrivals = await trx.selectFrom("case_message").select("arrival").where("case_id", "=", id).execute();
  return arrivals.flatMap(({ arrival }) => arrival ?? []);
}

/**
 * Wraps the keys of all cases with another master key, and seals what lies beside cases with it, in the caller's
 * transaction; answers how many cases. Once the old master
 * key's file is gone, no backup made before opens, so this is what ends a destroyed case in backups too, and what follows
 * when somebody may have had the key. A message that came before is then known again by its arrival alone.
 * Throws SEAL_BROKEN, and nothing is changed.
 */
export async function rewrapCaseKeys(vault: CaseVault, trx: Db, next: MasterKey, actor: string): Promise<number> {
  // Before the rows, as whoever gives an id.
  await lockGivenIds(trx);
  const rows = await trx.selectFrom("case_key").selectAll().orderBy("case_id").forUpdate().execute();
  for (const { case_id: id, wrapped } of rows) {
    const key = unwrapCaseKey(vault.master, id, wrapped);
    await trx
      .updateTable("case_key")
      .set({ master_id: next.id, wrapped: wrapCaseKey(next, id, key, vault.random) })
      .where("case_id", "=", id)
      .execute();
    await note(vault, trx, actor, "wrap key of case anew", id);
  }
  await resealDeskValues(vault, trx, next);
  return rows.length;
}
