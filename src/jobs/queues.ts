import type { PgBoss } from "pg-boss";
import { SamedayError } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";
import { SCHEMA } from "./engine.ts";

/** Where jobs go that failed too often. */
export const DEAD_QUEUE = "dead";

const DAY_S = 24 * 3600;

/** A holder that says nothing for so long has lost the job. */
export const HEARTBEAT_S = 15;

const WORK_QUEUE = {
  /** One job of a key waits at a time. */
  policy: "short",
  notify: true,
  deadLetter: DEAD_QUEUE,
  heartbeatSeconds: HEARTBEAT_S,
  expireInSeconds: DAY_S,
  /** Five more attempts, 1 to 60 s apart: what fails for longer needs a person. */
  retryLimit: 5,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  /** An embargo may last for months. */
  retentionSeconds: 730 * DAY_S,
  deleteAfterSeconds: DAY_S,
};

export interface Queues {
  /** Makes a queue when it is first named. */
  ensure(queue: string): Promise<void>;
  ensureDead(): Promise<void>;
  /** Fails every held job of the queue, to be tried again: its holder is known to be dead. */
  takeBack(queue: string): Promise<void>;
}

export function createQueues(boss: PgBoss, store: Store): Queues {
  const made = new Map<string, Promise<void>>();
  const make = async (queue: string): Promise<void> => {
    await boss.createQueue(queue, WORK_QUEUE);
    // The engine looks a queue up once and remembers; done here it needs no second connection inside a transaction.
    await boss.findJobs(queue, { id: "00000000-0000-4000-8000-000000000000" });
  };
  return {
    ensure(queue) {
      if (!/^[a-z][a-z0-9-]{0,40}$/.test(queue) || queue === DEAD_QUEUE) {
        throw new SamedayError("INTERNAL", "A queue's name has lower-case letters, digits and dashes.");
      }
      const known = made.get(queue);
      if (known) return known;
      const making = make(queue).catch((error) => {
        made.delete(queue);
        throw error;
      });
      made.set(queue, making);
      return making;
    },
    async takeBack(queue) {
      const sql = `SELECT id FROM ${SCHEMA}.job WHERE name = $1 AND state = 'active'`;
      const { rows } = (await store.executeSql(sql, [queue])) as { rows: { id: string }[] };
      const held = rows.map(({ id }) => id);
      if (held.length > 0) await boss.fail(queue, held, { message: "The process that did it died." });
    },
    async ensureDead() {
      await boss.createQueue(DEAD_QUEUE, { retentionSeconds: 730 * DAY_S, deleteAfterSeconds: DAY_S });
    },
  };
}
