/** After so many changes they are merged into a new base. */
const MOST_CHANGES = 4096;

/**
 * A map that is never changed and of which a slightly different one is quickly made: both share a large base, and each
 * has its few changes laid over it. Copying 50,000 entries for every edit would cost more than the edit.
 */
export class OverlaidMap<Key, Value> {
  readonly #base: ReadonlyMap<Key, Value>;
  /** undefined: the base's entry is gone. */
  readonly #changes: ReadonlyMap<Key, Value | undefined>;

  constructor(base: ReadonlyMap<Key, Value>, changes: ReadonlyMap<Key, Value | undefined> = new Map()) {
    this.#base = base;
    this.#changes = changes;
  }

  get(key: Key): Value | undefined {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#base.get(key);
  }

  /** The map with some entries set, or taken out where the value is undefined. */
  with(changes: ReadonlyMap<Key, Value | undefined>): OverlaidMap<Key, Value> {
    if (changes.size === 0) return this;
    const all = new Map(this.#changes);
    for (const [key, value] of changes) all.set(key, value);
    if (all.size <= MOST_CHANGES) return new OverlaidMap(this.#base, all);
    return new OverlaidMap(new Map(new OverlaidMap(this.#base, all).entries()));
  }

  /** In no order that means anything. */
  *entries(): Generator<[Key, Value], void> {
    for (const [key, value] of this.#base) if (!this.#changes.has(key)) yield [key, value];
    for (const [key, value] of this.#changes) if (value !== undefined) yield [key, value];
  }
}
