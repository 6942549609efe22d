import type { MasterKey } from "../sealed/index.ts";
import { openDeskValue, sealDeskValue } from "../sealed/index.ts";
import { resealGivenIds } from "./given-ids.ts";
import type { CaseVault, Db } from "./vault.ts";

/** Under which name an entry of intake's journal is sealed: one that is moved to another time does not open. */
export function entryName(at: Date): readonly [string, string] {
  return ["intake entry", at.toISOString()];
}

/** Under which name a mail on its way is sealed. */
export function mailName(id: string): readonly [string, string] {
  return ["mail", id];
}

/** Seals what lies beside cases with another master key, in the caller's transaction. Throws SEAL_BROKEN. */
export async function resealDeskValues(vault: CaseVault, trx: Db, next: MasterKey): Promise<void> {
  const again = (name: readonly [string, string], sealed: Uint8Array): Uint8Array =>
    sealDeskValue(next, name, openDeskValue(vault.master, name, sealed), vault.random);
  const entries = await trx.selectFrom("intake_entry").selectAll().forUpdate().execute();
  for (const { number, at, sealed } of entries) {
    await trx
      .updateTable("intake_entry")
      .set({ sealed: again(entryName(at), sealed) })
      .where("number", "=", number)
      .execute();
  }
  const mails = await trx.selectFrom("case_mail").select(["id", "sealed"]).forUpdate().execute();
  for (const { id, sealed } of mails) {
    if (sealed.length === 0) continue;
    await trx
      .updateTable("case_mail")
      .set({ sealed: again(mailName(id), sealed) })
      .where("id", "=", id)
      .execute();
  }
  await resealGivenIds(vault, trx, next);
}
