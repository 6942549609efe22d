import type { Kysely, Selectable } from "kysely";
import type { AdvisoryTable, Database } from "../../store/index.ts";

export type AdvisoryRecord = Selectable<AdvisoryTable>;

/** The advisory's id of an update (`DSA-6001-1`), null while there is none. */
export async function advisoryOf(db: Kysely<Database>, updateId: string): Promise<string | null> {
  return (await getAdvisory(db, updateId))?.id ?? null;
}

export async function getAdvisory(db: Kysely<Database>, updateId: string): Promise<AdvisoryRecord | null> {
  const found = await db.selectFrom("advisory").selectAll().where("update_id", "=", updateId).executeTakeFirst();
  return found ?? null;
}
