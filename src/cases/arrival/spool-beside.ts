import { type SamedayError, type Sha256, toSamedayError } from "../../kernel/index.ts";
import type { SpoolName } from "./spool-directory.ts";

/** Arrivals that stepped out of the line, and those that wait behind them. */
export interface SpoolBeside {
  /** Whether a file is aside or waits behind one that is. */
  has(name: string): boolean;
  /** How many are aside. */
  size(): number;
  /** Lets it be done in its time; it stays in the spool until then. */
  putAside(found: SpoolName, work: Promise<unknown>): void;
  putBehind(found: SpoolName): void;
  /**
   * Asks again for those that wait, the oldest first, since the last answer whether one was done; until one has to wait on.
   * `ask` answers what became of it.
   */
  goOn(ask: (found: SpoolName) => Promise<"behind" | "gone" | "stop">): Promise<void>;
  /** How many were done aside since this was asked last. */
  takeDone(): number;
  /** When all that is aside now is done. */
  settled(): Promise<void>;
}

export interface SpoolBesideOptions {
  /** Puts away a file that is done. */
  readonly putAway: (name: string) => Promise<void>;
  readonly onTrouble: (id: Sha256, error: SamedayError) => void;
  /** Told when one is done: those behind it may go on. */
  readonly onDone: () => void;
}

export function spoolBeside({ putAway, onTrouble, onDone }: SpoolBesideOptions): SpoolBeside {
  const aside = new Map<string, Promise<void>>();
  const behind: SpoolName[] = [];
  let done = 0;
  /** Whether one has left since those behind were asked for. */
  let isFreed = false;

  async function finish({ name, sha256: id }: SpoolName, work: Promise<unknown>): Promise<void> {
    let isDone = false;
    try {
      await work;
      await putAway(name);
      isDone = true;
      done += 1;
    } catch (thrown) {
      onTrouble(id, toSamedayError(thrown));
    }
    aside.delete(name);
    isFreed = true;
    // What failed is tried again in its time; to ask at once would be to ask without end.
    if (isDone) onDone();
  }

  return {
    has: (name) => aside.has(name) || behind.some((one) => one.name === name),
    size: () => aside.size,
    putAside(found, work) {
      aside.set(found.name, finish(found, work));
    },
    putBehind: (found) => void behind.push(found),
    async goOn(ask) {
      for (let found = behind[0]; isFreed && found; found = behind[0]) {
        // Set before it is asked: one may leave meanwhile.
        isFreed = false;
        const became = await ask(found);
        if (became === "behind") continue;
        isFreed = true;
        behind.shift();
        if (became === "stop") return;
      }
    },
    takeDone() {
      const count = done;
      done = 0;
      return count;
    },
    settled: async () => void (await Promise.all(aside.values())),
  };
}
