import { isIPv6 } from "node:net";
import { formatDuration, SamedayError } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";

const FREE_TRIES = 5;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** Longer than the longest pause: what is forgotten holds nobody up any more. */
const FORGET_MS = 60 * 60_000;

/**
 * What counts as one address: of IPv6 the /64, since whoever has one has 2^64 of them; of an IPv4 address in IPv6's
 * clothes (`::ffff:192.0.2.1`) the address. A zone (`%eth0`) is left out.
 */
export function addressKey(address: string): string {
  const [bare = ""] = address.toLowerCase().split("%");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(bare)) return address;
  const [head = "", tail] = bare.split("::");
  const words = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const all = [...words, ...Array<string>(Math.max(0, 8 - words.length - rest.length)).fill("0"), ...rest];
  return `${all
    .slice(0, 4)
    .map((word) => Number.parseInt(word, 16).toString(16))
    .join(":")}::/64`;
}

type Database = Pick<Store, "db" | "transaction">;

/** After five failures each further one doubles the pause, from two seconds to a quarter of an hour. */
export function pauseAfter(failures: number): number {
  return failures < FREE_TRIES ? 0 : Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (failures - FREE_TRIES + 1));
}

/**
 * Counts a try for each key (person, address) before it is made, as if it had failed: of many tries at once none comes
 * before the others are counted. One that succeeds is taken back with `forgetTries`. A failure that lies an hour back is
 * forgotten. Throws NOT_ALLOWED while one of the keys has to wait; such a try counts for nothing.
 */
export async function countTry(store: Database, keys: readonly string[], now: Date): Promise<void> {
  const forgotten = new Date(now.getTime() - FORGET_MS);
  await store.transaction(async (trx) => {
    // In one order everywhere, so that two tries never wait for each other's rows.
    for (const key of [...keys].sort()) {
      const row = await trx
        .insertInto("throttle")
        .values({ key, failures: 0, last_at: now })
        // Writes nothing new, and so locks the row that is there and answers it.
        .onConflict((conflict) => conflict.column("key").doUpdateSet((eb) => ({ key: eb.ref("throttle.key") })))
        .returningAll()
        .executeTakeFirstOrThrow();
      const failures = row.last_at < forgotten ? 0 : row.failures;
      const left = row.last_at.getTime() + pauseAfter(failures) - now.getTime();
      if (left > 0)
        throw new SamedayError(
          "NOT_ALLOWED",
          `Too many tries failed for this id or from this address; wait ${formatDuration(left)}.`,
        );
      await trx
        .updateTable("throttle")
        .set({ failures: failures + 1, last_at: now })
        .where("key", "=", key)
        .execute();
    }
  });
}

/** After a try that succeeded: nothing that came before it counts. */
export async function forgetTries({ db }: Pick<Store, "db">, keys: readonly string[]): Promise<void> {
  await db.deleteFrom("throttle").where("key", "in", keys).execute();
}

/** Removes what counts no longer, so that names and addresses that were tried do not gather. */
export async function purgeTries({ db }: Pick<Store, "db">, now: Date): Promise<void> {
  await db
    .deleteFrom("throttle")
    .where("last_at", "<", new Date(now.getTime() - FORGET_MS))
    .execute();
}
