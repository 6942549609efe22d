import type { Store } from "../../store/index.ts";
import { type Guarded, isOfTeam, isSealed, type Reader, uploadersOf } from "../../updates/index.ts";

/**
 * Counts the changes that each reader may know of, and lets a request wait for the next of them. To a stranger's number and
 * to a stranger's waiting nothing happens when an embargoed update changes. The numbers also name the state that cached
 * pages were made from; the numbers of two readers have nothing to do with each other.
 */
export interface Changes {
  current(reader: Reader): number;
  /**
   * Tells the team at once that something has changed; for the others `announce` says when they may know of it.
   * With an update's id that update, else something else of the desk's.
   */
  changed(updateId?: string): void;
  /** The updates that have changed since the team's number was `after`; null when that is too long ago to know. */
  since(after: number): ReadonlySet<string> | null;
  /** Tells everybody but the team who may know of an update that it has changed. */
  announce(update: Guarded): void;
  /** Settles at the first change later than `after` that the reader may know of, or when the time is over, with the number then. */
  wait(reader: Reader, after: number, milliseconds: number): Promise<number>;
}

/** As many changes as are remembered by name; a reader that lags further behind reads everything again. */
const MOST_NAMES = 1000;

export function createChanges(): Changes {
  let all = 1;
  let open = 1;
  /** Changes of embargoed updates, by who signed their source. */
  const own = new Map<string, number>();
  const waiting = new Set<() => void>();
  /** Which update each of the team's last numbers stands for; the last one is that of `all`. */
  const names: string[] = [""];
  const current = (reader: Reader): number => {
    if (isOfTeam(reader)) return all;
    return open + (reader === null ? 0 : (own.get(reader.id) ?? 0));
  };
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  return {
    current,
    changed(updateId = "") {
      all += 1;
      names.push(updateId);
      if (names.length > MOST_NAMES) names.shift();
      wake();
    },
    since(after) {
      const count = all - after;
      if (count < 0 || count > names.length) return null;
      return new Set(names.slice(names.length - count).filter((name) => name !== ""));
    },
    announce(update) {
      if (!isSealed(update)) open += 1;
      else for (const id of uploadersOf(update)) own.set(id, (own.get(id) ?? 0) + 1);
      wake();
    },
    wait(reader, after, milliseconds) {
      if (current(reader) > after) return Promise.resolve(current(reader));
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(current(reader));
        };
        const look = (): void => {
          if (current(reader) > after) done();
        };
        const timer = setTimeout(done, milliseconds);
        waiting.add(look);
      });
    },
  };
}

/**
 * Tells each reader who may know of it that an update has changed, or with an empty id the team that something of its own
 * has. While the database does not say whose business it is, only the team hears of it.
 */
export async function tellChange({ db }: Pick<Store, "db">, changes: Changes, updateId: string): Promise<void> {
  changes.changed(updateId);
  if (updateId === "") return;
  const update = await db
    .selectFrom("update")
    .select(["embargoed", "state", "uploader", "uploaders"])
    .where("id", "=", updateId)
    .executeTakeFirst()
    .catch(() => undefined);
  if (update) changes.announce(update);
}
