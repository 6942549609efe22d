/**
 * Work that is asked for more often than it is done: while it runs, further wishes become one more run afterwards, so that
 * nothing which came in meanwhile is left.
 */
export interface OneAtATime {
  /** Settles when a run that began after this call has ended. Throws what that run throws. */
  run(): Promise<void>;
  /** Waits for what runs, and begins no more. */
  stop(): Promise<void>;
}

export function oneAtATime(work: () => Promise<unknown>): OneAtATime {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let stopped = false;
  const begin = (): Promise<void> => {
    running = Promise.resolve()
      .then(work)
      .then(() => undefined)
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  return {
    run() {
      if (stopped) return Promise.resolve();
      if (!running) return begin();
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = undefined;
          return stopped ? undefined : begin();
        });
      return next;
    },
    async stop() {
      stopped = true;
      await Promise.allSettled([running, next]);
    },
  };
}
