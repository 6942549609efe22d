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
  /** The updates that have changed since that number; null when it is too long ago to know. */
  readonly since: (state: number) => ReadonlySet<string> | null;
}

const MINUTE = 60_000;
/** Read at once when nobody waits for it: few enough that requests come in between. */
const BATCH = 50;

/**
 * Every update, newest first, kept between requests. After a change those are read again that have changed, and with each
 * minute those whose hour may have come, so that the first request after it is as quick as the others. Whatever can still
 * move is read again once a minute while nobody waits for it: a change that nobody named is there a minute later.
 */
export function createKnownUpdates(parts: KnownUpdatesParts): () => Promise<readonly KnownUpdate[]> {
  const { store, definition, clock, state, since } = parts;
  const known = new Map<number, KnownUpdate>();
  let kept: { readonly of: string; readonly list: Promise<readonly KnownUpdate[]> } | undefined;
  let before: Promise<unknown> = Promise.resolve();
  /** Up to which state everything has been read; null before the first reading. */
  let readTo: number | null = null;
  let minuteRead = 0;
  /** Updates that requests have read while everything is being read again. */
  let readMeanwhile: Set<string> | undefined;

  const read = async (of: number, minute: number): Promise<readonly KnownUpdate[]> => {
    const named = readTo === null ? null : since(readTo);
    await take(named === null ? await movable() : await changed(named, minute));
    readTo = of;
    minuteRead = minute;
    return [...known.values()].sort((a, b) => b.update.number - a.update.number);
  };

  async function take(ids: readonly string[], isOlder: (id: string) => boolean = () => false): Promise<void> {
    for (const { steps: _, ...one } of await readAllUpdates(store.db, definition, clock.now(), ids)) {
      if (isOlder(one.update.id)) continue;
      known.set(one.update.number, one);
      readMeanwhile?.add(one.update.id);
    }
  }

  /** Those that were named, new ones, and with a new minute those that wait for an hour. */
  async function changed(named: ReadonlySet<string>, minute: number): Promise<string[]> {
    const due = [...known.values()].filter(
      ({ update }) => minute !== minuteRead && update.state === "open" && update.embargo_until !== null,
    );
    const fresh = await store.db.selectFrom("update").select("id").where("number", ">", last()).execute();
    return [...new Set([...named, ...due.map(({ update }) => update.id), ...fresh.map((row) => row.id)])];
  }

  /** Open ones, new ones, and those that have ended but still wait for somebody or something. */
  async function movable(): Promise<string[]> {
    const waiting = [...known.values()].filter((one) => one.waiting.on !== "nobody").map((one) => one.update.id);
    const found = await store.db
      .selectFrom("update")
      .select("id")
      .where((eb) =>
        eb.or([
          eb("state", "=", "open"),
          eb("number", ">", last()),
          ...(waiting.length > 0 ? [eb("id", "in", waiting)] : []),
        ]),
      )
      .execute();
    return found.map((row) => row.id);
  }

  const last = (): number => Math.max(0, ...known.keys());

  /** What requests have read meanwhile is newer than what is read here. */
  async function readEverything(): Promise<void> {
    if (readMeanwhile) return;
    const newer = new Set<string>();
    readMeanwhile = newer;
    try {
      const ids = await movable();
      for (let at = 0; at < ids.length; at += BATCH) {
        const own = new Set(newer);
        await take(ids.slice(at, at + BATCH), (id) => newer.has(id) && !own.has(id));
      }
    } finally {
      readMeanwhile = undefined;
      kept = undefined;
    }
  }

  return () => {
    const minute = Math.floor(clock.now().getTime() / MINUTE);
    // Named before anything is read: what changes meanwhile is read by the next request.
    const number = state();
    const of = `${number} ${minute}`;
    if (kept?.of === of) return kept.list;
    const isNewMinute = readTo !== null && minute !== minuteRead;
    // One after another, so that an older reading never lies over a newer one.
    const list = before.then(() => read(number, minute));
    before = list.catch(() => undefined);
    kept = { of, list };
    list.catch(() => {
      if (kept?.list === list) kept = undefined;
    });
    // A failure is met by the next request as well, which tells it.
    if (isNewMinute) list.then(readEverything).catch(() => undefined);
    return list;
  };
}
