import { toSamedayError } from "../../kernel/index.ts";
import { findPostmaster, worksIn } from "./postmaster.ts";

/** What happened to the cluster while it was in use; for the log and the board. */
export type ClusterEvent =
  | { readonly kind: "orphan-stopped"; readonly pid: number }
  | { readonly kind: "restarted"; readonly milliseconds: number }
  | { readonly kind: "restart-failed"; readonly message: string; readonly givenUp: boolean };

/** A sentence for the log. */
export function describeClusterEvent(event: ClusterEvent): string {
  switch (event.kind) {
    case "orphan-stopped":
      return `a server that an earlier process had left behind was stopped (process ${event.pid}).`;
    case "restarted":
      return `the server was gone and is started again, after ${Math.round(event.milliseconds)} ms.`;
    case "restart-failed":
      return `the server is gone and could not be started${event.givenUp ? "; no further try is made" : ""}: ${event.message}`;
  }
}

const LOOK_EVERY_MS = 500;
const MAX_FAILURES = 5;

/** Starts the server again when its postmaster was killed; gives up after five failures in a row. */
export function watchServer(
  cluster: string,
  restart: () => Promise<void>,
  onEvent: (event: ClusterEvent) => void,
): { stop(): Promise<void> } {
  let pid: number | undefined;
  let failures = 0;
  let stopped = false;
  let busy: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    if (pid !== undefined && (await worksIn(pid, cluster))) return;
    pid = (await findPostmaster(cluster))?.pid;
    if (pid !== undefined || stopped) return;
    const began = performance.now();
    try {
      await restart();
      failures = 0;
      onEvent({ kind: "restarted", milliseconds: performance.now() - began });
    } catch (error) {
      failures += 1;
      if (failures >= MAX_FAILURES) clearInterval(timer);
      onEvent({ kind: "restart-failed", message: toSamedayError(error).message, givenUp: failures >= MAX_FAILURES });
    }
  };
  let looking = false;
  const timer = setInterval(() => {
    if (looking || stopped) return;
    looking = true;
    busy = look().finally(() => {
      looking = false;
    });
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await busy;
    },
  };
}
