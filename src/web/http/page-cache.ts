/** What a page was made from. Two requests with the same key get the same bytes. */
export interface PageKey {
  /** The desk's state as this reader may know it. */
  readonly version: number;
  readonly now: Date;
  /** The session's form token, or empty for strangers: a page is never shared between sessions. */
  readonly session: string;
  /** Path and query. */
  readonly path: string;
}

export type PageCache = (key: PageKey, make: () => Promise<string>) => Promise<string>;

/** What is kept at most; past either, the oldest pages go first. */
export interface PageLimits {
  readonly pages: number;
  readonly characters: number;
}

const LIMITS: PageLimits = { pages: 64, characters: 8_000_000 };
const MINUTE = 60_000;

/**
 * Keeps a page until its reader's state or the minute changes, so that however many ask it is made once. Those who come
 * while it is being made wait for the same one. What changes for one reader only leaves the pages of others as they are.
 */
export function createPageCache(limits: PageLimits = LIMITS): PageCache {
  const pages = new Map<string, Promise<string>>();
  const lengths = new Map<string, number>();
  let characters = 0;
  let current = 0;
  const drop = (name: string): void => {
    pages.delete(name);
    characters -= lengths.get(name) ?? 0;
    lengths.delete(name);
  };
  const dropOldest = (): void => {
    const oldest = pages.keys().next();
    if (!oldest.done) drop(oldest.value);
  };
  return (key, make) => {
    const minute = Math.floor(key.now.getTime() / MINUTE);
    if (minute !== current) {
      pages.clear();
      lengths.clear();
      characters = 0;
      current = minute;
    }
    const name = `${key.version} ${key.session} ${key.path}`;
    const known = pages.get(name);
    if (known) return known;
    if (pages.size >= limits.pages) dropOldest();
    const made = make();
    pages.set(name, made);
    made.then(
      ({ length }) => {
        if (pages.get(name) !== made) return;
        lengths.set(name, length);
        characters += length;
        while (characters > limits.characters) dropOldest();
      },
      () => {
        if (pages.get(name) === made) drop(name);
      },
    );
    return made;
  };
}
