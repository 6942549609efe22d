import type { Kysely } from "kysely";
import { formatDuration, SamedayError } from "../kernel/index.ts";
import type { Database } from "../store/index.ts";

const FREE_TRIES = 5;
const LONGEST_PAUSE_MS = 15 * 60_000;
const FORGET_MS = 60 * 60_000;

/** After five failures each further one doubles the pause, from two seconds to a quarter of an hour. */
export function pauseAfter(failures: number): number {
  return failures < FREE_TRIES ? 0 : Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (failures - FREE_TRIES + 1));
}

/** Throws NOT_ALLOWED while one of the keys (person, address) has to wait. */
export async function requireNoPause(db: Kysely<Database>, keys: readonly string[], now: Date): Promise<void> {
  const rows = await db.selectFrom("throttle").selectAll().where("key", "in", keys).execute();
  for (const row of rows) {
    const left = row.last_at.getTime() + pauseAfter(row.failures) - now.getTime();
    if (left > 0) throw new SamedayError("NOT_ALLOWED", `Too many tries failed; wait ${formatDuration(left)}.`);
  }
}

/** Counts a failure; one that lies an hour back is forgotten. */
export async function noteFailure(db: Kysely<Database>, keys: readonly string[], now: Date): Promise<void> {
  const forgotten = new Date(now.getTime() - FORGET_MS);
  for (const key of keys) {
    await db
      .insertInto("throttle")
      .values({ key, failures: 1, last_at: now })
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet((eb) => ({
          failures: eb
            .case()
            .when("throttle.last_at", "<", forgotten)
            .then(1)
            .else(eb("throttle.failures", "+", 1))
            .end(),
          last_at: now,
        })),
      )
      .execute();
  }
}

export async function forgetFailures(db: Kysely<Database>, keys: readonly string[]): Promise<void> {
  await db.deleteFrom("throttle").where("key", "in", keys).execute();
}
