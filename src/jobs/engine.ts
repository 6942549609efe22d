import { CompiledQuery, type Kysely } from "kysely";
import { type Db, PgBoss } from "pg-boss";
import type { Database, Store } from "../store/index.ts";

/** The engine's tables live in a schema of their own, in the same database as our state. */
export const SCHEMA = "jobs";

/** The engine looks for lost holders this often. */
const LOOK_FOR_LOST_S = 5;

/** Makes the engine, over the store's connections. Not started yet. */
export function createEngine(store: Store, onNotification: (queue: string) => void): PgBoss {
  return new PgBoss({
    db: engineDatabase(store, onNotification),
    schema: SCHEMA,
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: LOOK_FOR_LOST_S,
    monitorIntervalSeconds: LOOK_FOR_LOST_S,
    maintenanceIntervalSeconds: 3600,
    queueCacheIntervalSeconds: 300,
    bamIntervalSeconds: 600,
    flowIntervalSeconds: 600,
    monitorVacuum: false,
  });
}

/** The store as the engine takes it; we hear its notifications too, for those who wait without being its workers. */
function engineDatabase(store: Store, onNotification: (queue: string) => void): Db {
  return {
    executeSql: (text, values) => store.executeSql(text, values) as Promise<{ rows: unknown[] }>,
    listen: (channel, hear, onReconnect) =>
      store.listen(
        channel,
        (queue) => {
          hear(queue);
          onNotification(queue);
        },
        onReconnect,
      ),
  };
}

/** The caller's transaction as the engine takes it: what it writes there commits or vanishes with the caller's state. */
export function inTransaction(trx: Kysely<Database>): Db {
  return {
    async executeSql(text, values = []) {
      const { rows } = await trx.executeQuery(CompiledQuery.raw(text, values));
      return { rows };
    },
  };
}
