import { randomUUID } from "node:crypto";
import type { JobWithMetadata } from "pg-boss";
import { SamedayError } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";
import { createEngine, inTransaction, SCHEMA } from "./engine.ts";
import { formatHeldAs, parseJobId } from "./job-id.ts";
import type { DeadJob, Jobs, NewJob } from "./jobs.ts";
import { startPulse } from "./pulse.ts";
import { createQueues, DEAD_QUEUE } from "./queues.ts";
import { createWorkers, toJob } from "./workers.ts";

export interface JobsOptions {
  /** Told of what handlers throw and of faults in the engine's own housekeeping; both are tried again by themselves. */
  readonly onProblem?: (error: unknown) => void;
}

/** Opens the queues on the store's database, making their tables when missing. Stop it before the store is closed. */
export async function openJobs(store: Store, options: JobsOptions = {}): Promise<Jobs> {
  const onProblem = options.onProblem ?? (() => undefined);
  const listeners = new Set<(queue: string) => void>();
  const tell = (queue: string): void => {
    for (const listener of listeners) listener(queue);
  };
  const boss = createEngine(store, tell);
  boss.on("error", onProblem);
  await boss.start();
  const queues = createQueues(boss, store);
  await queues.ensureDead();
  const workers = createWorkers(boss, onProblem);
  const stopPulse = startPulse(
    store,
    (queue) => {
      workers.wake(queue);
      tell(queue);
    },
    onProblem,
  );

  return {
    async send(trx, job) {
      await queues.ensure(job.queue);
      const { jobs } = await boss.upsert(job.queue, job.data, { ...sendOptions(job), db: inTransaction(trx) });
      // Nothing came of it only when the transaction cannot see the queue yet, or another sends the same this moment.
      if (jobs.length === 0) throw Object.assign(new Error("the job was not queued"), { code: "40001" });
    },
    async unsend(trx, { queue, singletonKey }) {
      const sql = `DELETE FROM ${SCHEMA}.job WHERE name = $1 AND singleton_key = $2 AND state IN ('created', 'retry')`;
      await inTransaction(trx).executeSql(sql, [queue, singletonKey]);
    },
    async work(queue, handler, how = {}) {
      await queues.ensure(queue);
      if (how.sole) await queues.takeBack(queue);
      await workers.add(queue, handler, how.concurrency ?? 1);
    },
    async fetch<T extends object>(queue: string) {
      await queues.ensure(queue);
      const [job] = await boss.fetch<T>(queue);
      return job ? toJob(queue, job) : null;
    },
    async heartbeat(id) {
      const { queue, uuid, attempt } = parseJobId(id);
      await queues.ensure(queue);
      const { affected } = (await boss.touch(queue, { id: uuid, retryCount: attempt })) as { affected: number };
      return affected === 1;
    },
    async complete(trx, id) {
      const { queue, uuid, attempt } = parseJobId(id);
      await queues.ensure(queue);
      const held = { id: uuid, retryCount: attempt };
      const { affected } = (await boss.complete(queue, held, undefined, { db: inTransaction(trx) })) as {
        affected: number;
      };
      return affected === 1;
    },
    async fail(trx, id, reason) {
      const { queue, uuid, attempt } = parseJobId(id);
      await queues.ensure(queue);
      const held = { id: uuid, retryCount: attempt };
      const how = { db: inTransaction(trx) };
      const { affected } = (await boss.fail(queue, held, { message: reason }, how)) as { affected: number };
      return affected === 1;
    },
    onReady(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async dead() {
      const jobs = await boss.findJobs<object>(DEAD_QUEUE, { queued: true });
      return jobs.map(toDeadJob).sort((a, b) => a.diedAt.getTime() - b.diedAt.getTime());
    },
    async revive(id) {
      const moved = await boss.redrive(DEAD_QUEUE, { ids: [id] });
      if (moved === 0) throw new SamedayError("NOT_FOUND", "There is no such dead job.");
    },
    async stop(how = {}) {
      await stopPulse();
      await boss.stop({ graceful: true, timeout: how.graceMs ?? 10_000 });
    },
  };
}

function sendOptions(job: NewJob): object {
  const { singletonKey, priority, startAfter, timeLimitSeconds } = job;
  return {
    singletonKey: singletonKey ?? randomUUID(),
    startAfter: startAfter ?? 0,
    ...(priority === undefined ? {} : { priority }),
    ...(timeLimitSeconds === undefined ? {} : { expireInSeconds: timeLimitSeconds }),
  };
}

function toDeadJob(job: JobWithMetadata<object>): DeadJob {
  const said = (job.sourceOutput as { message?: unknown } | null)?.message;
  const nested = (job.sourceOutput as { value?: { message?: unknown } } | null)?.value?.message;
  const reason = [said, nested].find((text): text is string => typeof text === "string") ?? "";
  return {
    id: job.id,
    heldAs: formatHeldAs({ queue: job.sourceName ?? "", uuid: job.sourceId ?? "" }),
    queue: job.sourceName ?? "",
    data: job.data,
    attempts: (job.sourceRetryCount ?? 0) + 1,
    diedAt: job.createdOn,
    reason,
  };
}
