import { sql } from "kysely";
import type { Place } from "../sealed/index.ts";
import { lockRow } from "./cases.ts";
import { type CaseVault, type Db, keyOf, note, noted, openContents, sealContents } from "./vault.ts";

/** One entry of a case's history. */
export interface StoredAct<T> {
  /** 1, 2, 3 …: the order, whatever the clock said. */
  readonly number: number;
  readonly at: Date;
  readonly contents: T;
}

export interface StoredVerdict<T> extends StoredAct<T> {
  readonly team: string;
}

/** Adds to a case's history, in the caller's transaction, beside the change that it tells of. Answers its number. */
export async function addAct(vault: CaseVault, trx: Db, caseId: string, contents: unknown): Promise<number> {
  const number = await nextNumber(trx, "case_act", caseId);
  const sealed = sealContents(vault, await keyOf(vault, trx, caseId), placeOf("act", caseId, number), contents);
  await trx
    .insertInto("case_act")
    .values({ case_id: caseId, number, at: vault.clock.now(), contents: sealed })
    .execute();
  return number;
}

export function readActs<T>(vault: CaseVault, caseId: string, reader: string): Promise<StoredAct<T>[]> {
  return noted(vault, reader, "read history", caseId, async (trx) => {
    const key = await keyOf(vault, trx, caseId);
    const rows = await trx.selectFrom("case_act").selectAll().where("case_id", "=", caseId).orderBy("number").execute();
    return rows.map(({ number, at, contents }) => {
      return { number, at, contents: openContents<T>(key, placeOf("act", caseId, number), contents) };
    });
  });
}

/** A team's word on a case. All are kept; the last of a team is the one that counts. */
export async function addVerdict(
  vault: CaseVault,
  trx: Db,
  verdict: { readonly caseId: string; readonly team: string; readonly contents: unknown },
  actor: string,
): Promise<void> {
  const { caseId, team } = verdict;
  const number = await nextNumber(trx, "case_verdict", caseId);
  const key = await keyOf(vault, trx, caseId);
  const contents = sealContents(vault, key, placeOf("verdict", caseId, number, team), verdict.contents);
  await trx
    .insertInto("case_verdict")
    .values({ case_id: caseId, number, team, at: vault.clock.now(), contents })
    .execute();
  await note(vault, trx, actor, "give verdict", caseId);
}

/** Every verdict, the oldest first. */
export function readVerdicts<T>(vault: CaseVault, caseId: string, reader: string): Promise<StoredVerdict<T>[]> {
  return noted(vault, reader, "read verdicts", caseId, async (trx) => {
    const key = await keyOf(vault, trx, caseId);
    const rows = await trx
      .selectFrom("case_verdict")
      .selectAll()
      .where("case_id", "=", caseId)
      .orderBy("number")
      .execute();
    return rows.map(({ number, team, at, contents }) => {
      return { number, team, at, contents: openContents<T>(key, placeOf("verdict", caseId, number, team), contents) };
    });
  });
}

/** Numbers have no gaps: the case is locked until the transaction ends. Throws NOT_FOUND. */
async function nextNumber(trx: Db, table: "case_act" | "case_verdict", caseId: string): Promise<number> {
  await lockRow(trx, caseId);
  const { last } = await trx
    .selectFrom(table)
    .select(sql<number>`coalesce(max(number), 0)`.as("last"))
    .where("case_id", "=", caseId)
    .executeTakeFirstOrThrow();
  return last + 1;
}

/** A verdict's team stands in the clear and is bound here, so that nobody gives it to another team. */
function placeOf(kind: "act" | "verdict", caseId: string, number: number, team = ""): Place {
  return { caseId, record: `${kind}/${number}/${team}`, version: 1 };
}
