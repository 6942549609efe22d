/** Runs acts of the same key one after the other, acts of other keys at the same time. */
export interface KeyedLock {
  run<T>(key: string, act: () => Promise<T>): Promise<T>;
}

export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, act) {
      const before = tails.get(key) ?? Promise.resolve();
      const mine = before.then(act, act);
      const tail = mine.catch(() => undefined);
      tails.set(key, tail);
      void tail.then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      return mine;
    },
  };
}
