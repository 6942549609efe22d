/**
 * Counts the changes of updates and lets a request wait for the next one.
 * The number also names the state that cached pages were made from.
 */
export interface Changes {
  readonly current: () => number;
  readonly changed: () => void;
  /** Settles at the first change later than `after`, or when the time is over, with the number then. */
  wait(after: number, milliseconds: number): Promise<number>;
}

export function createChanges(): Changes {
  let number = 1;
  const waiting = new Set<() => void>();
  return {
    current: () => number,
    changed() {
      number += 1;
      for (const wake of [...waiting]) wake();
    },
    wait(after, milliseconds) {
      if (number > after) return Promise.resolve(number);
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve(number);
        };
        const timer = setTimeout(done, milliseconds);
        waiting.add(done);
      });
    },
  };
}
