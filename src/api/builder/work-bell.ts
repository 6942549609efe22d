/** Rings when there may be new work, so that a builder's long poll ends at once instead of at its next look. */
export interface WorkBell {
  ring(): void;
  /** Settles at the next ring, or after the time. */
  next(milliseconds: number): Promise<void>;
}

export function createWorkBell(): WorkBell {
  const waiting = new Set<() => void>();
  return {
    ring() {
      for (const wake of [...waiting]) wake();
    },
    next(milliseconds) {
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        waiting.add(done);
      });
    },
  };
}
