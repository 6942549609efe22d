import { sql } from "kysely";
import { actPlace, actRow } from "./act-row.ts";
import { lockRow } from "./cases.ts";
import { type CaseVault, type Db, keyOf, noted, openContents } from "./vault.ts";

/** One entry of a case's history. */
export interface StoredAct<T> {
  /** 1, 2, 3 …: the order, whatever the clock said. */
  readonly number: number;
  readonly at: Date;
  readonly contents: T;
}

/** Adds to a case's history, in the caller's transaction, beside the change that it tells of. Answers its number. */
export async function addAct(vault: CaseVault, trx: Db, caseId: string, contents: unknown): Promise<number> {
  const number = await nextNumber(trx, caseId);
  const key = await keyOf(vault, trx, caseId);
  await trx
    .insertInto("case_act")
    .values(actRow(vault, key, { caseId, number }, contents))
    .execute();
  return number;
}

export function readActs<T>(vault: CaseVault, caseId: string, reader: string): Promise<StoredAct<T>[]> {
  return noted(vault, reader, "read history", caseId, async (trx) => {
    const key = await keyOf(vault, trx, caseId);
    const rows = await trx.selectFrom("case_act").selectAll().where("case_id", "=", caseId).orderBy("number").execute();
    return rows.map(({ number, at, contents }) => {
      return { number, at, contents: openContents<T>(key, actPlace(caseId, number), contents) };
    });
  });
}

/** Numbers have no gaps: the case is locked until the transaction ends. Throws NOT_FOUND. */
async function nextNumber(trx: Db, caseId: string): Promise<number> {
  await lockRow(trx, caseId);
  const { last } = await trx
    .selectFrom("case_act")
    .select(sql<number>`coalesce(max(number), 0)`.as("last"))
    .where("case_id", "=", caseId)
    .executeTakeFirstOrThrow();
  return last + 1;
}
