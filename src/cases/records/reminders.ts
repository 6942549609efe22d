import type { Db } from "./vault.ts";

/**
 * Notes reminders as said; answers those that were not said before. In one transaction with the mails that say them, each is
 * said once, however often the desk is killed and however long it was down.
 */
export async function sayReminders(trx: Db, keys: readonly string[], at: Date): Promise<string[]> {
  if (keys.length === 0) return [];
  const said = await trx
    .insertInto("case_reminder")
    .values(keys.map((key) => ({ key, said_at: at })))
    .onConflict((conflict) => conflict.doNothing())
    .returning("key")
    .execute();
  return said.map(({ key }) => key);
}

/** Every reminder that was said. */
export async function remindersSaid(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom("case_reminder").select("key").execute();
  return new Set(rows.map(({ key }) => key));
}
