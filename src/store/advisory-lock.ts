import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { SamedayError } from "../kernel/index.ts";
import type { Database } from "./database.ts";

const LOOK_EVERY_MS = 50;

/** 64 bits of the name's hash, as PostgreSQL's signed bigint: two names meet by chance never. */
export function advisoryKey(name: string): string {
  return createHash("sha256").update(name).digest().readBigInt64BE(0).toString();
}

/**
 * Does the work while no other process that uses the same database does work of the same name.
 * The lock belongs to a connection of its own and ends with it: a killed holder keeps nobody waiting.
 * Throws CONFLICT when it is not free within `waitMs`.
 */
export async function withAdvisoryLock<T>(
  db: Kysely<Database>,
  name: string,
  work: () => Promise<T>,
  waitMs: number,
): Promise<T> {
  const key = advisoryKey(name);
  return db.connection().execute(async (connection) => {
    const end = performance.now() + waitMs;
    for (;;) {
      const { rows } = await sql<{ got: boolean }>`SELECT pg_try_advisory_lock(${key}::bigint) AS got`.execute(
        connection,
      );
      if (rows[0]?.got) break;
      if (performance.now() >= end) throw new SamedayError("CONFLICT", `Somebody else is busy with ${name}.`);
      await sleep(LOOK_EVERY_MS);
    }
    try {
      return await work();
    } finally {
      await sql`SELECT pg_advisory_unlock(${key}::bigint)`.execute(connection);
    }
  });
}
