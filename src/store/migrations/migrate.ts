import { CompiledQuery, type Kysely, sql } from "kysely";
import type { Database } from "../database.ts";
import { type Migration, migrationHash } from "./migration.ts";
import { checkRegistry, planMigrations } from "./plan.ts";
import { MIGRATIONS } from "./registry.ts";

/** Any number that nobody else uses; two starting servers wait here for each other. */
const MIGRATION_LOCK = 20_260_001;

/**
 * Brings the database to the shape that this release knows; answers the names that were applied.
 * Each migration is a transaction of its own, so that a failure leaves a known state.
 */
export async function migrate(db: Kysely<Database>, known: readonly Migration[] = MIGRATIONS): Promise<string[]> {
  checkRegistry(known);
  return db.connection().execute(async (connection) => {
    await sql`SELECT pg_advisory_lock(${MIGRATION_LOCK})`.execute(connection);
    try {
      await sql`CREATE TABLE IF NOT EXISTS migration (
        name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
      )`.execute(connection);
      const applied = await connection.selectFrom("migration").select(["name", "sha256"]).orderBy("name").execute();
      const open = planMigrations(known, applied);
      for (const migration of open) await apply(connection, migration);
      return open.map(({ name }) => name);
    } finally {
      await sql`SELECT pg_advisory_unlock(${MIGRATION_LOCK})`.execute(connection);
    }
  });
}

async function apply(connection: Kysely<Database>, migration: Migration): Promise<void> {
  await connection.transaction().execute(async (trx) => {
    await sql`SET LOCAL statement_timeout = 0`.execute(trx);
    for (const statement of migration.statements) await trx.executeQuery(CompiledQuery.raw(statement));
    const { name } = migration;
    await trx
      .insertInto("migration")
      .values({ name, sha256: migrationHash(migration) })
      .execute();
  });
}
