/** Things that are named by number: the first gets `first`, and one that comes again keeps its number. */
export interface Numbering<T> {
  numberOf(key: string, value: T): number;
  entries(): Iterable<readonly [number: number, value: T]>;
}

export function createNumbering<T>(first: number): Numbering<T> {
  const known = new Map<string, readonly [number, T]>();
  return {
    numberOf(key, value) {
      const there = known.get(key);
      if (there) return there[0];
      const number = first + known.size;
      known.set(key, [number, value]);
      return number;
    },
    entries: () => known.values(),
  };
}
