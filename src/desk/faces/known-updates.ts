import type { Distribution } from "../../distribution/index.ts";
import type { Clock } from "../../kernel/index.ts";
import type { Store } from "../../store/index.ts";
import { readAllUpdates, type UpdateRow } from "../../updates/index.ts";

/** An update as lists show it. */
export type KnownUpdate = Omit<UpdateRow, "steps">;

export interface KnownUpdatesParts {
  readonly store: Pick<Store, "db">;
  readonly definition: Distribution;
  readonly clock: Clock;
  /** Grows with every change of an update. */
  readonly state: () => number;
}

const MINUTE = 60_000;

/**
 * Every update, newest first, kept between requests. After a change, and once a minute, those are read again that can
 * still move; what has ended and waits for nobody does not change any more.
 */
export function createKnownUpdates({
  store,
  definition,
  clock,
  state,
}: KnownUpdatesParts): () => Promise<readonly KnownUpdate[]> {
  const known = new Map<number, KnownUpdate>();
  let kept: { readonly of: string; readonly list: Promise<readonly KnownUpdate[]> } | undefined;
  let before: Promise<unknown> = Promise.resolve();

  const read = async (): Promise<readonly KnownUpdate[]> => {
    const ids = await movable();
    for (const { steps: _, ...one } of await readAllUpdates(store.db, definition, clock.now(), ids)) {
      known.set(one.update.number, one);
    }
    return [...known.values()].sort((a, b) => b.update.number - a.update.number);
  };

  /** Open ones, new ones, and those that have ended but still wait for somebody or something. */
  async function movable(): Promise<string[]> {
    const last = Math.max(0, ...known.keys());
    const waiting = [...known.values()].filter((one) => one.waiting.on !== "nobody").map((one) => one.update.id);
    const found = await store.db
      .selectFrom("update")
      .select("id")
      .where((eb) =>
        eb.or([
          eb("state", "=", "open"),
          eb("number", ">", last),
          ...(waiting.length > 0 ? [eb("id", "in", waiting)] : []),
        ]),
      )
      .execute();
    return found.map((row) => row.id);
  }

  return () => {
    // Named before anything is read: what changes meanwhile is read by the next request.
    const of = `${state()} ${Math.floor(clock.now().getTime() / MINUTE)}`;
    if (kept?.of === of) return kept.list;
    // One after another, so that an older reading never lies over a newer one.
    const list = before.then(read);
    before = list.catch(() => undefined);
    kept = { of, list };
    list.catch(() => {
      if (kept?.list === list) kept = undefined;
    });
    return list;
  };
}
