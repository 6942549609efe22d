import type { CommandContext } from "../frame/context.ts";

/** Longer than any process runs: it is there to be waited for, not to ring. */
const HEARTBEAT_MS = 24 * 3_600_000;

/**
 * Waits for Ctrl-C or SIGTERM; or, when given, for a failure, which it throws. Neither is anything that Node waits for, so
 * a service that has nothing to do for a moment would end by itself with exit code 13: a timer keeps it.
 */
export async function untilStopped(
  context: Pick<CommandContext, "signal">,
  failed: Promise<never> = new Promise(() => undefined),
): Promise<void> {
  const alive = setInterval(() => undefined, HEARTBEAT_MS);
  const stopped = new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([stopped, failed]).finally(() => clearInterval(alive));
}
