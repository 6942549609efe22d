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

const MOST_PAGES = 64;
const MINUTE = 60_000;

/**
 * Keeps a page until its reader's state or the minute changes, so that however many ask it is made once. Those who come
 * while it is being made wait for the same one. What changes for one reader only leaves the pages of others as they are.
 */
export function createPageCache(): PageCache {
  const pages = new Map<string, Promise<string>>();
  let current = 0;
  return (key, make) => {
    const minute = Math.floor(key.now.getTime() / MINUTE);
    if (minute !== current) {
      pages.clear();
      current = minute;
    }
    const name = `${key.version} ${key.session} ${key.path}`;
    const known = pages.get(name);
    if (known) return known;
    const oldest = pages.keys().next();
    if (pages.size >= MOST_PAGES && !oldest.done) pages.delete(oldest.value);
    const made = make();
    pages.set(name, made);
    made.catch(() => {
      if (pages.get(name) === made) pages.delete(name);
    });
    return made;
  };
}
