import type { Kysely, Selectable } from "kysely";
import type { AdvisoryTable, Database } from "../../store/index.ts";

export type AdvisoryRecord = Selectable<AdvisoryTable>;

/** The advisory's id of an update (`DSA-6001-1`; `DSA-EMBARGOED-U-204817365` before it is public), null while there is none. */
export async function advisoryOf(db: Kysely<Database>, updateId: string): Promise<string | null> {
  return (await getAdvisory(db, updateId))?.id ?? null;
}

/** Holds an embargoed update's place among the advisories under a name without number. */
export async function holdAdvisoryPlace(
  db: Kysely<Database>,
  prefix: string,
  updateId: string,
  at: Date,
): Promise<void> {
  await db
    .insertInto("advisory")
    .values({
      id: `${prefix}-EMBARGOED-${updateId}`,
      update_id: updateId,
      number: null,
      revision: 1,
      signed_text: "",
      commit_id: "",
      at,
    })
    .execute();
}

export async function getAdvisory(db: Kysely<Database>, updateId: string): Promise<AdvisoryRecord | null> {
  const found = await db.selectFrom("advisory").selectAll().where("update_id", "=", updateId).executeTakeFirst();
  return found ?? null;
}
