import type { Insertable, Kysely, Selectable } from "kysely";
import type { ApprovalTable, Database } from "../../store/index.ts";

export type ApprovalRecord = Selectable<ApprovalTable>;

/** Those that count, in the order in which they were given. */
export function approvalsOf(db: Kysely<Database>, updateId: string): Promise<ApprovalRecord[]> {
  return db
    .selectFrom("approval")
    .selectAll()
    .where("update_id", "=", updateId)
    .where("lapsed", "=", "")
    .orderBy("given_at")
    .execute();
}

/** A person's word counts once a decision: a newer text replaces the older one; the same text again, or one signed before it, changes nothing. */
export async function putApproval(db: Kysely<Database>, approval: Insertable<ApprovalTable>): Promise<boolean> {
  const written = await db
    .insertInto("approval")
    .values(approval)
    .onConflict((conflict) =>
      conflict
        .columns(["update_id", "person", "decision"])
        .doUpdateSet((eb) => ({
          reason: eb.ref("excluded.reason"),
          signed_text: eb.ref("excluded.signed_text"),
          fingerprint: eb.ref("excluded.fingerprint"),
          signed_at: eb.ref("excluded.signed_at"),
          given_at: eb.ref("excluded.given_at"),
          lapsed: eb.ref("excluded.lapsed"),
        }))
        .whereRef("approval.signed_text", "!=", "excluded.signed_text")
        .whereRef("approval.signed_at", "<=", "excluded.signed_at"),
    )
    .returning("person")
    .execute();
  return written.length > 0;
}

/** Marks an approval that holds no longer, unless another has taken its place meanwhile. */
export async function lapseApproval(db: Kysely<Database>, approval: ApprovalRecord, why: string): Promise<void> {
  await db
    .updateTable("approval")
    .set({ lapsed: why })
    .where("update_id", "=", approval.update_id)
    .where("person", "=", approval.person)
    .where("decision", "=", approval.decision)
    .where("signed_text", "=", approval.signed_text)
    .execute();
}

/** Words over other hashes are worth nothing: a rebuilt update starts without any. */
export async function dropApprovals(db: Kysely<Database>, updateId: string): Promise<void> {
  await db.deleteFrom("approval").where("update_id", "=", updateId).execute();
}
