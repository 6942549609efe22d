import type { Kysely } from "kysely";
import type { Database } from "../store/index.ts";

/*
 * Words. A job is a wish, kept in a queue of the database, that something be done. It is ready when its time has come;
 * it is held while a worker of this process or a remote builder does it; it is done, waits to be tried again, or is
 * dead when it failed too often.
 *
 *     send ─► ready ─► held ─► done
 *               ▲        │ failed, or no heartbeat for 15 s
 *               └─ waits ◄┴─────► dead   (after six attempts; revive brings it back)
 *
 * A job may be done twice, when its holder was only thought lost: handlers are idempotent.
 * A holder whose job was given to another can neither complete nor fail it any more.
 */

export interface NewJob {
  readonly queue: string;
  /** JSON. Name what is to be done, not its particulars: they may have changed when it runs. */
  readonly data: object;
  /**
   * The same work has the same key. While a job of that key waits in the queue, sending it again only brings it up to
   * date; while one is held, a further one is queued behind it, since what it has read may be old.
   */
  readonly singletonKey?: string;
  /** Higher goes first; default 0. */
  readonly priority?: number;
  /** Not before this time. */
  readonly startAfter?: Date;
  /** A holder that takes longer loses it, heartbeat or not; default 24 h, which is also the most. */
  readonly timeLimitSeconds?: number;
}

export interface Job<T extends object = object> {
  /** Names this attempt; of letters, digits and dashes, so that it may stand in a URL. */
  readonly id: string;
  readonly queue: string;
  readonly data: T;
  /** 0 the first time. */
  readonly attempt: number;
}

/** Failed too often; shown to people until somebody revives or removes it. */
export interface DeadJob {
  readonly id: string;
  /** The id under which its holders knew it, without the attempt: the beginning of each of its attempts' ids. */
  readonly heldAs: string;
  readonly queue: string;
  readonly data: object;
  readonly attempts: number;
  readonly diedAt: Date;
  /** The last error's message. */
  readonly reason: string;
}

export type Handler<T extends object> = (job: Job<T>, signal: AbortSignal) => Promise<void>;

export interface WorkOptions {
  /** How many at once; default 1. */
  readonly concurrency?: number;
  /**
   * No other process does this queue's jobs, as the data directory's lock ensures for the desk. Then whatever is held
   * at the start was held by a predecessor that died, and is taken back at once instead of after 15 s.
   */
  readonly sole?: boolean;
}

export interface Jobs {
  /** Queues a job in the caller's transaction: it is there when that commits, and only then. */
  send(trx: Kysely<Database>, job: NewJob): Promise<void>;
  /** Takes back, in the caller's transaction, what waits under this key, also to be tried again. What is held goes on. */
  unsend(trx: Kysely<Database>, job: Required<Pick<NewJob, "queue" | "singletonKey">>): Promise<void>;
  /**
   * Does the jobs of a queue in this process, from now on, each within about 20 ms of its commit.
   * What the handler throws fails the attempt. The signal is aborted when the job was lost or the desk stops.
   */
  work<T extends object>(queue: string, handler: Handler<T>, options?: WorkOptions): Promise<void>;
  /** Takes the next ready job of a queue for a remote holder, who must send a heartbeat at least each 15 s. */
  fetch<T extends object>(queue: string): Promise<Job<T> | null>;
  /** False when the job is held by another now, or ended: stop working on it. */
  heartbeat(id: string): Promise<boolean>;
  /** Ends a held job in the transaction that records its result. False when it was not held any more. */
  complete(trx: Kysely<Database>, id: string): Promise<boolean>;
  /** Gives a held job back to be tried again, or up when it was tried often enough. */
  fail(trx: Kysely<Database>, id: string, reason: string): Promise<boolean>;
  /** Calls back with a queue's name whenever it may have a ready job; answers how to end that. */
  onReady(listener: (queue: string) => void): () => void;
  /** The oldest first. */
  dead(): Promise<DeadJob[]>;
  /** Puts a dead job back into its queue, as new. Throws NOT_FOUND. */
  revive(id: string): Promise<void>;
  /** Takes no new jobs, lets running ones end for `graceMs` (default 10 s), then gives them back. */
  stop(options?: { readonly graceMs?: number }): Promise<void>;
}
