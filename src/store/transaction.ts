import { setTimeout as sleep } from "node:timers/promises";
import type { IsolationLevel, Kysely, Transaction } from "kysely";
import type { Database } from "./database.ts";
import { isConflict, isUnavailable, toStoreError } from "./pg-errors.ts";

export interface TransactionOptions {
  /** Default `read committed`; take `serializable` where a decision rests on rows that are not locked. */
  readonly isolation?: IsolationLevel;
}

const MAX_CONFLICTS = 10;
/** How long a restarting database is waited for before anything was done. */
const CONNECT_PATIENCE_MS = 10_000;

/**
 * Runs the work in one transaction and answers what it answered.
 * The work may run more than once: after a deadlock or serialization failure all of it is undone and tried again, so
 * it must do nothing outside the database. A connection lost half-way is reported, not repeated: the commit may have
 * arrived. Throws STORE_UNAVAILABLE, DISK_FULL, and whatever the work throws.
 */
export async function transaction<T>(
  db: Kysely<Database>,
  work: (trx: Transaction<Database>) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const began = performance.now();
  for (let conflicts = 0; ; ) {
    let entered = false;
    try {
      const builder = db.transaction().setIsolationLevel(options.isolation ?? "read committed");
      return await builder.execute((trx) => {
        entered = true;
        return work(trx);
      });
    } catch (error) {
      const notYet = !entered && isUnavailable(error) && performance.now() - began < CONNECT_PATIENCE_MS;
      if (isConflict(error) && conflicts < MAX_CONFLICTS) conflicts += 1;
      else if (!notYet) throw toStoreError(error);
      // A little chance, so that two that met do not meet again.
      await sleep((notYet ? 100 : 2 ** conflicts) * (0.5 + Math.random()));
    }
  }
}
