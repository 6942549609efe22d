import type { Store } from "../store/index.ts";
import { SCHEMA } from "./engine.ts";

const EVERY_MS = 2000;

/**
 * A NOTIFY says when a job is sent. That a job's time has come, or that a lost one was given back, nobody says:
 * so one query looks each two seconds which queues have ready jobs, for all workers and builders together.
 */
export function startPulse(
  store: Store,
  ring: (queue: string) => void,
  onProblem: (error: unknown) => void,
): () => Promise<void> {
  const sql = `SELECT DISTINCT name FROM ${SCHEMA}.job WHERE state IN ('created', 'retry') AND start_after <= now()`;
  let running: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const { rows } = (await store.executeSql(sql)) as { rows: { name: string }[] };
    for (const { name } of rows) ring(name);
  };
  const timer = setInterval(() => {
    running ??= look()
      .catch(onProblem)
      .finally(() => {
        running = undefined;
      });
  }, EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
