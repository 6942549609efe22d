import { setTimeout as sleep } from "node:timers/promises";
import { SamedayError } from "../kernel/index.ts";

/** Those of this process who want the same lock, one behind the other. */
export interface LockLine {
  /** Does the work when all before it have ended; it gets what is left of the time. Throws CONFLICT when that is over. */
  take<T>(name: string, waitMs: number, work: (leftMs: number) => Promise<T>): Promise<T>;
}

/**
 * Only the first of a line asks the database: whoever waits there holds a connection, and when all connections wait,
 * the holder of the lock has none to work with.
 */
export function createLockLine(): LockLine {
  const ends = new Map<string, Promise<unknown>>();
  return {
    async take(name, waitMs, work) {
      const until = performance.now() + waitMs;
      const before = ends.get(name) ?? Promise.resolve();
      const given = new AbortController();
      const turn = Promise.race([
        before.then(() => true),
        sleep(waitMs, false, { signal: given.signal, ref: false }).catch(() => true),
      ]);
      const mine = turn.then((came) => {
        given.abort();
        if (!came) throw new SamedayError("CONFLICT", `Somebody else is busy with ${name}.`);
        return work(Math.max(0, until - performance.now()));
      });
      // Whoever gives up must not let those behind it pass before those in front of it have ended.
      const end = Promise.allSettled([before, mine]);
      ends.set(name, end);
      void end.then(() => ends.get(name) === end && ends.delete(name));
      return mine;
    },
  };
}
