import type { Kysely, Selectable } from "kysely";
import type { Database, TesterReportTable } from "../../store/index.ts";

export type TesterReportRecord = Selectable<TesterReportTable>;

/** What testers said about an update, oldest first. */
export function testerReportsOf(db: Kysely<Database>, updateId: string): Promise<TesterReportRecord[]> {
  return db.selectFrom("tester_report").selectAll().where("update_id", "=", updateId).orderBy("id").execute();
}
