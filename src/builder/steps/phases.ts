import type { Phase } from "../protocol.ts";

/** Measures the phases of a step by a clock that cannot be set back. */
export interface Phases {
  /** Phases of the same name are added up. */
  time<T>(name: string, act: () => Promise<T>): Promise<T>;
  list(): Phase[];
}

export function createPhases(now: () => number = () => performance.now()): Phases {
  const spent = new Map<string, number>();
  return {
    async time(name, act) {
      const begun = now();
      try {
        return await act();
      } finally {
        spent.set(name, (spent.get(name) ?? 0) + now() - begun);
      }
    },
    list: () => [...spent].map(([name, milliseconds]) => ({ name, milliseconds: Math.round(milliseconds) })),
  };
}
