import type { CommandContext } from "../frame/context.ts";

/** Waits for Ctrl-C or SIGTERM; or, when given, for a failure, which it throws. */
export async function untilStopped(context: CommandContext, failed?: Promise<never>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await (failed ? Promise.race([stopped, failed]) : stopped);
}
