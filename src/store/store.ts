import { Kysely, PostgresDialect, type Transaction } from "kysely";
import pg from "pg";
import { withAdvisoryLock } from "./advisory-lock.ts";
import { describeConnection, driverOptions, type StoreConnection } from "./connection.ts";
import type { Database } from "./database.ts";
import { type Listening, listen } from "./listen.ts";
import { createLockLine } from "./lock-line.ts";
import { migrate } from "./migrations/migrate.ts";
import { toStoreError } from "./pg-errors.ts";
import { prepareStatements } from "./prepared.ts";
import { type TransactionOptions, transaction } from "./transaction.ts";

export interface StoreOptions {
  readonly connection: StoreConnection;
  /** Most connections at once; default 10. */
  readonly maxConnections?: number;
  /** A statement that takes longer is ended by the server; default 30 s. */
  readonly statementTimeoutMs?: number;
  /** Has the server keep each statement's plan for its connection: for a process that asks the same few all day. */
  readonly prepared?: boolean;
  /** Told of connections that broke while idle; the pool makes new ones by itself. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** The database as all rooms see it. */
export interface Store {
  /** For reading, and for single statements. */
  readonly db: Kysely<Database>;
  readonly connection: StoreConnection;
  transaction<T>(work: (trx: Transaction<Database>) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Waits up to `waitMs` (default 10 s) for whoever does work of that name; throws CONFLICT. */
  withAdvisoryLock<T>(name: string, work: () => Promise<T>, options?: { readonly waitMs?: number }): Promise<T>;
  listen(channel: string, onNotification: (payload: string) => void, onReady: () => void): Promise<Listening>;
  /** The bare driver, for the job engine only: it writes its own SQL. Several statements answer an array. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] } | { rows: unknown[] }[]>;
  close(): Promise<void>;
}

/** Counts and sizes come as numbers; JavaScript holds them exactly up to 2^53. */
function parseBigint(text: string): number {
  return Number(text);
}

const INT8_OID = 20;
const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === INT8_OID && format !== "binary" ? parseBigint : pg.types.getTypeParser(oid, format as "text"),
} as pg.CustomTypesConfig;

/**
 * Connects, and brings the database to this release's shape.
 * Throws STORE_UNAVAILABLE, STORE_NEWER. Close it before the cluster is stopped.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const driver: pg.PoolConfig = {
    ...driverOptions(options.connection),
    application_name: "sameday",
    types,
  };
  const pool = new pg.Pool({
    ...driver,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  // A connection that breaks while nobody waits for its answer says so by an event, and an event that nobody hears would
  // end the process: the pool hears those of idle connections only, so each gets an ear of its own.
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
    if (options.prepared) prepareStatements(client);
  });
  pool.on("error", (error) => options.onConnectionLost?.(error));
  const line = createLockLine();
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw toStoreError(error);
  }
  return {
    db,
    connection: options.connection,
    transaction: (work, how) => transaction(db, work, how),
    withAdvisoryLock: (name, work, how) =>
      line.take(name, how?.waitMs ?? 10_000, (left) => withAdvisoryLock(db, name, work, left)),
    listen: (channel, onNotification, onReady) => listen(driver, channel, onNotification, onReady),
    executeSql: (text, values) => pool.query(text, values),
    close: () => db.destroy(),
  };
}

/** One line for `doctor` and logs, without secrets. */
export function describeStore(store: Store): string {
  return describeConnection(store.connection);
}
