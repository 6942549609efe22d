import { DESK } from "../../case/index.ts";
import type { CaseVault } from "../../records/index.ts";
import { CONTENT_READS } from "./note-read.ts";

/** Who was shown contents of a case, as the audit log has it: each once with the last time, the latest first. */
export async function readersOnRecord(
  db: CaseVault["store"]["db"],
  id: string,
): Promise<readonly { readonly who: string; readonly at: Date }[]> {
  const rows = await db
    .selectFrom("audit_entry")
    .select(({ fn }) => ["actor", fn.max("at").as("at")])
    .where("object", "=", `case ${id}`)
    .where("action", "in", [...CONTENT_READS])
    .where("actor", "!=", DESK)
    .groupBy("actor")
    .orderBy("at", "desc")
    .orderBy("actor")
    .execute();
  return rows.map(({ actor, at }) => ({ who: actor, at }));
}
