import { KEPT_BY_PIPE } from "../../system/index.ts";

/** As long as whoever keeps a service waits for its end. */
const LAST_MS = 20_000;

let shared: AbortSignal | undefined;

/**
 * One signal for the whole process, aborted by the first SIGINT or SIGTERM; a second one ends the process at once.
 * The handlers are installed on first use, so that commands which do not wait keep the usual Ctrl-C.
 * A service that a desk keeps alive is told in the same way by the end of its standard input: its keeper has died, and
 * nobody is left to send a signal.
 */
export function stopSignal(): AbortSignal {
  if (shared) return shared;
  const controller = new AbortController();
  for (const [name, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
  ] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(128 + number);
      controller.abort();
    });
  }
  if (process.env[KEPT_BY_PIPE] !== undefined) onKeepersEnd(() => controller.abort());
  shared = controller.signal;
  return shared;
}

function onKeepersEnd(tell: () => void): void {
  const { stdin } = process;
  const end = (): void => {
    setTimeout(() => process.exit(1), LAST_MS).unref();
    tell();
  };
  // A pipe that breaks is told as an error first.
  stdin.once("error", () => undefined);
  stdin.once("close", end);
  // Nothing is ever written to it; its end is seen by reading. A service that has closed everything ends all the same.
  stdin.resume();
  stdin.unref();
}
