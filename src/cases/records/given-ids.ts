import { sql } from "kysely";
import { plainId } from "../case/index.ts";
import { idMarkOf, type MasterKey, openDeskValue, sealDeskValue } from "../sealed/index.ts";
import { decodeContents, encodeContents } from "./contents-json.ts";
import type { CaseVault, Db } from "./vault.ts";

/** An id that was given to a case, with all that have it: none once it was taken back, several in histories of earlier releases. */
export interface GivenId {
  readonly id: string;
  readonly cases: readonly string[];
}

const LOCK = "sameday case ids";

/** Nobody else gives an id or takes one back until the transaction ends. */
export async function lockGivenIds(trx: Db): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`.execute(trx);
}

/** Every id that the desk ever gave, for its own decisions. Throws SEAL_BROKEN. */
export async function readGivenIds({ master }: Pick<CaseVault, "master">, db: Db): Promise<readonly GivenId[]> {
  const rows = await db.selectFrom("case_given_id").selectAll().execute();
  return rows.map(({ mark, sealed }) => opened(master, mark, sealed));
}

/** Keeps which cases have these ids from now on, in the caller's transaction. */
export async function writeGivenIds(vault: CaseVault, trx: Db, given: readonly GivenId[]): Promise<void> {
  for (const each of given) {
    await trx
      .insertInto("case_given_id")
      .values(rowOf(vault, vault.master, each))
      .onConflict((conflict) => conflict.column("mark").doUpdateSet((eb) => ({ sealed: eb.ref("excluded.sealed") })))
      .execute();
  }
}

/**
 * Leaves a case out of what its ids stand in, in the caller's transaction: its contents are destroyed. The ids stay known as
 * given once. Throws SEAL_BROKEN.
 */
export async function leaveCaseOut(vault: CaseVault, trx: Db, caseId: string): Promise<void> {
  const given = await readGivenIds(vault, trx);
  const its = given.filter(({ cases }) => cases.includes(caseId));
  await writeGivenIds(
    vault,
    trx,
    its.map(({ id, cases }) => ({ id, cases: cases.filter((each) => each !== caseId) })),
  );
}

/** Marks and seals them with another master key, in the caller's transaction. Throws SEAL_BROKEN. */
export async function resealGivenIds(vault: CaseVault, trx: Db, next: MasterKey): Promise<void> {
  await lockGivenIds(trx);
  const given = await readGivenIds(vault, trx);
  if (given.length === 0) return;
  await trx.deleteFrom("case_given_id").execute();
  await trx
    .insertInto("case_given_id")
    .values(given.map((each) => rowOf(vault, next, each)))
    .execute();
}

function rowOf({ random }: Pick<CaseVault, "random">, master: MasterKey, given: GivenId) {
  const mark = Buffer.from(idMarkOf(master, plainId(given.id)));
  return { mark, sealed: Buffer.from(sealDeskValue(master, nameOf(mark), encodeContents(given), random)) };
}

function opened(master: MasterKey, mark: Uint8Array, sealed: Uint8Array): GivenId {
  // Its own seal says that it is what `rowOf` wrote.
  return decodeContents(openDeskValue(master, nameOf(mark), sealed)) as GivenId;
}

/** Under which name it is sealed: one that is moved to another id's place does not open. */
function nameOf(mark: Uint8Array): readonly [string, string] {
  return ["given id", Buffer.from(mark).toString("hex")];
}
