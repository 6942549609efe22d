import { sql } from "kysely";
import type { Db } from "../../records/index.ts";

/** The one name under which numbers are given, whatever the series. */
const LOCK = "sameday case number";

/**
 * The next free name of a series in the year of a time, `SEC-2026-0001`. Nobody else gets one until the transaction ends, so
 * that numbers have no gaps and no name is given twice.
 */
export async function nextCaseId(trx: Db, series: string, at: Date): Promise<string> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`.execute(trx);
  const begin = `${series}-${at.getUTCFullYear()}-`;
  const { last } = await trx
    .selectFrom("case_record")
    .select(sql<number>`coalesce(max(substring(id from '[0-9]+$')::integer), 0)`.as("last"))
    .where("id", ">=", begin)
    // The character behind the hyphen: every name of the series and year sorts before it.
    .where("id", "<", begin.replace(/-$/, "."))
    .executeTakeFirstOrThrow();
  return `${begin}${String(last + 1).padStart(4, "0")}`;
}

/**
 * What headers call noise is counted by itself: a report's number tells nobody how much spam we get, and numbers that people
 * say stay short. A case of this series that somebody opens again keeps its name.
 */
export function noiseSeries(prefix: string): string {
  return `${prefix}NOISE`;
}
