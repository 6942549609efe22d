import { SamedayError } from "../../kernel/index.ts";
import type { RecordChange } from "../../tracker/index.ts";

/** Changes on their way into the data, one after the other. */
export interface Landing<Key> {
  /** Takes a change in; it lands when those before it have. */
  add(key: Key, change: RecordChange): void;
  /** Takes one back: a change that has not begun to land is dropped and leaves no trace, another one is followed by its reverse. */
  takeBack(key: Key, reverse: RecordChange): void;
  /** How many are still to be written. */
  readonly waiting: number;
  readonly landed: number;
  /** When everything has landed or failed. */
  settled(): Promise<void>;
}

export interface LandingPorts<Key> {
  land(change: RecordChange): Promise<void>;
  failed(key: Key, reason: string, wasReverse: boolean): void;
  /** Something has landed; for whoever shows how many are waiting. */
  progressed(): void;
}

interface Job<Key> {
  readonly key: Key;
  readonly change: RecordChange;
  readonly reverse: boolean;
}

export function createLanding<Key>(ports: LandingPorts<Key>): Landing<Key> {
  const jobs: Job<Key>[] = [];
  const notLanded = new Set<Key>();
  let running: Promise<void> | undefined;
  let busy: Job<Key> | undefined;
  let landed = 0;

  const run = async (): Promise<void> => {
    for (;;) {
      busy = jobs.shift();
      if (busy === undefined) return;
      const { key, change, reverse } = busy;
      // What never landed needs no reverse.
      if (reverse && notLanded.has(key)) continue;
      try {
        await ports.land(change);
        landed += 1;
      } catch (error) {
        if (!reverse) notLanded.add(key);
        ports.failed(key, sentenceOf(error), reverse);
      }
      ports.progressed();
    }
  };
  const start = (): void => {
    running ??= run().finally(() => {
      running = undefined;
      busy = undefined;
      if (jobs.length > 0) start();
    });
  };

  return {
    add(key, change) {
      notLanded.delete(key);
      jobs.push({ key, change, reverse: false });
      start();
    },
    takeBack(key, reverse) {
      const at = jobs.findIndex((job) => job.key === key && !job.reverse);
      if (at >= 0) jobs.splice(at, 1);
      else jobs.push({ key, change: reverse, reverse: true });
      start();
    },
    get waiting() {
      return jobs.length + (busy ? 1 : 0);
    },
    get landed() {
      return landed;
    },
    async settled() {
      while (running) await running;
    },
  };
}

function sentenceOf(error: unknown): string {
  if (error instanceof SamedayError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
