import type { PgBoss } from "pg-boss";
import { toSamedayError } from "../kernel/index.ts";
import { formatJobId } from "./job-id.ts";
import type { Handler, Job } from "./jobs.ts";

/** The engine refreshes a running job's heartbeat this often; see HEARTBEAT_S. */
const REFRESH_S = 5;

export interface Workers {
  add<T extends object>(queue: string, handler: Handler<T>, concurrency: number): Promise<void>;
  /** Makes every worker of the queue look for a job now. */
  wake(queue: string): void;
}

export function createWorkers(boss: PgBoss, onProblem: (error: unknown) => void): Workers {
  const byQueue = new Map<string, string[]>();
  return {
    async add<T extends object>(queue: string, handler: Handler<T>, concurrency: number) {
      const ids = byQueue.get(queue) ?? [];
      byQueue.set(queue, ids);
      for (let count = 0; count < concurrency; count += 1) {
        // Each is a worker of its own, so that after a job it can be told to look for the next one at once.
        const worker = { id: "" };
        worker.id = await boss.work<T>(
          queue,
          { heartbeatRefreshSeconds: REFRESH_S, notifyPollingIntervalSeconds: 30 },
          ([job]) =>
            job
              ? run(toJob(queue, job), job.signal, handler, onProblem).finally(() => boss.notifyWorker(worker.id))
              : Promise.resolve(),
        );
        ids.push(worker.id);
      }
    },
    wake(queue) {
      for (const id of byQueue.get(queue) ?? []) boss.notifyWorker(id);
    },
  };
}

export function toJob<T extends object>(queue: string, job: { id: string; data: T; retryCount: number }): Job<T> {
  const { id: uuid, data, retryCount: attempt } = job;
  return { id: formatJobId({ queue, uuid, attempt }), queue, data, attempt };
}

/** The database keeps the sentence for people only; the whole error goes to whoever opened the jobs. */
async function run<T extends object>(
  job: Job<T>,
  signal: AbortSignal,
  handler: Handler<T>,
  onProblem: (error: unknown) => void,
): Promise<void> {
  try {
    await handler(job, signal);
  } catch (thrown) {
    onProblem(thrown);
    const { code, message } = toSamedayError(thrown);
    throw Object.assign(new Error(message), { code, stack: "" });
  }
}
