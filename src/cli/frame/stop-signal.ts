let shared: AbortSignal | undefined;

/**
 * One signal for the whole process, aborted by the first SIGINT or SIGTERM; a second one ends the process at once.
 * The handlers are installed on first use, so that commands which do not wait keep the usual Ctrl-C.
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
  shared = controller.signal;
  return shared;
}
