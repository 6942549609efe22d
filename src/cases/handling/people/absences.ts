import type { Absence } from "../../case/index.ts";
import type { CaseVault } from "../../records/index.ts";

type Db = CaseVault["store"]["db"];

/** Absences that are not over at an instant, the nearest first. */
export async function absencesFrom(db: Db, at: Date): Promise<Absence[]> {
  const rows = await db
    .selectFrom("absence")
    .select(["who", "from_at", "until_at"])
    .where("until_at", ">", at)
    .orderBy("from_at")
    .orderBy("who")
    .execute();
  return rows.map((row) => ({ who: row.who, from: row.from_at, until: row.until_at }));
}

/**
 * Notes an absence in the place of every other one of the same person that it touches. One that ends where it begins only
 * takes those away: they are back.
 */
export async function noteAbsence(
  trx: Db,
  { who, from, until }: Absence,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  await trx
    .deleteFrom("absence")
    .where("who", "=", who)
    .where("from_at", "<=", until)
    .where("until_at", ">=", from)
    .execute();
  if (until <= from) return;
  await trx.insertInto("absence").values({ who, from_at: from, until_at: until, noted_by: by, noted_at: at }).execute();
}
