import { SamedayError } from "../../kernel/index.ts";

/** Edits on their way into the data, one after the other, while the person goes on. */
export interface Landing<Key> {
  /** Takes an edit in; it lands when those before it have. */
  add(key: Key, land: () => Promise<void>): void;
  /** Takes one back: what has not begun to land is dropped and leaves no trace, anything else is followed by its reverse. */
  takeBack(key: Key, reverse: () => Promise<void>): void;
  /** How many are still to be written. */
  readonly waiting: number;
  /** When everything has landed or failed. */
  settled(): Promise<void>;
}

export interface LandingPorts<Key> {
  failed(key: Key, reason: string, wasReverse: boolean): void;
  /** One has landed or failed. */
  progressed(): void;
}

interface Job<Key> {
  readonly key: Key;
  readonly land: () => Promise<void>;
  readonly reverse: boolean;
}

export function createLanding<Key>(ports: LandingPorts<Key>): Landing<Key> {
  const jobs: Job<Key>[] = [];
  const notLanded = new Set<Key>();
  let running: Promise<void> | undefined;
  let busy: Job<Key> | undefined;

  const run = async (): Promise<void> => {
    for (;;) {
      busy = jobs.shift();
      if (busy === undefined) return;
      const { key, land, reverse } = busy;
      // What never landed needs no reverse.
      if (reverse && notLanded.has(key)) continue;
      try {
        await land();
      } catch (error) {
        if (!reverse) notLanded.add(key);
        ports.failed(key, sentenceOf(error), reverse);
      }
      busy = undefined;
      ports.progressed();
    }
  };
  const start = (): void => {
    running ??= run().finally(() => {
      running = undefined;
      if (jobs.length > 0) start();
    });
  };

  return {
    add(key, land) {
      jobs.push({ key, land, reverse: false });
      start();
    },
    takeBack(key, reverse) {
      const at = jobs.findIndex((job) => job.key === key && !job.reverse);
      if (at >= 0) jobs.splice(at, 1);
      else jobs.push({ key, land: reverse, reverse: true });
      start();
    },
    get waiting() {
      return jobs.length + (busy ? 1 : 0);
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
