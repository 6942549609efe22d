import type { Insertable, Kysely, Selectable } from "kysely";
import type { ApprovalTable, Database } from "../../store/index.ts";

export type ApprovalRecord = Selectable<ApprovalTable>;

/** In the order in which they were given. */
export function approvalsOf(db: Kysely<Database>, updateId: string): Promise<ApprovalRecord[]> {
  return db.selectFrom("approval").selectAll().where("update_id", "=", updateId).orderBy("given_at").execute();
}

/** A person's word counts once a decision; giving it again changes nothing. */
export async function putApproval(db: Kysely<Database>, approval: Insertable<ApprovalTable>): Promise<boolean> {
  const written = await db
    .insertInto("approval")
    .values(approval)
    .onConflict((conflict) => conflict.columns(["update_id", "person", "decision"]).doNothing())
    .returning("person")
    .execute();
  return written.length > 0;
}

/** Words over other hashes are worth nothing: a rebuilt update starts without any. */
export async function dropApprovals(db: Kysely<Database>, updateId: string): Promise<void> {
  await db.deleteFrom("approval").where("update_id", "=", updateId).execute();
}
