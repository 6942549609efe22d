import type { Snapshot } from "./live-state.ts";
import { sorted } from "./open-rows.ts";
import type { Standing } from "./standings.ts";

const known = new WeakMap<Snapshot, Map<string, readonly Standing[]>>();

/** Open rows that are to be listed, in their order. Worked out once for a snapshot and key; `keep` must follow from them alone. */
export function listing(snapshot: Snapshot, key: string, keep: (row: Standing) => boolean): readonly Standing[] {
  return once(snapshot, key, () => snapshot.open.filter(keep));
}

/** As `listing`, among everything that was judged. */
export function fullListing(snapshot: Snapshot, key: string, keep: (row: Standing) => boolean): readonly Standing[] {
  return once(snapshot, key, () => {
    const found: Standing[] = [];
    for (const [, standings] of snapshot.standings.entries()) {
      for (const row of standings) if (keep(row)) found.push(row);
    }
    return sorted(found);
  });
}

/** How many rows of each release a name is given to; null is none. Counted once for a snapshot and key. */
export function counted<Name extends string>(
  snapshot: Snapshot,
  key: string,
  nameOf: (row: Standing) => Name | null,
): ReadonlyMap<string, Partial<Record<Name, number>>> {
  const ofSnapshot = counts.get(snapshot) ?? new Map();
  counts.set(snapshot, ofSnapshot);
  const there = ofSnapshot.get(key) ?? countAll(snapshot, nameOf);
  ofSnapshot.set(key, there);
  return there as ReadonlyMap<string, Partial<Record<Name, number>>>;
}

const counts = new WeakMap<Snapshot, Map<string, ReadonlyMap<string, Partial<Record<string, number>>>>>();

function countAll(
  { standings }: Snapshot,
  nameOf: (row: Standing) => string | null,
): ReadonlyMap<string, Partial<Record<string, number>>> {
  const found = new Map<string, Partial<Record<string, number>>>();
  for (const [, rows] of standings.entries()) {
    for (const row of rows) {
      const name = nameOf(row);
      if (name === null) continue;
      const ofRelease = found.get(row.release) ?? {};
      ofRelease[name] = (ofRelease[name] ?? 0) + 1;
      found.set(row.release, ofRelease);
    }
  }
  return found;
}

function once(snapshot: Snapshot, key: string, make: () => readonly Standing[]): readonly Standing[] {
  const ofSnapshot = known.get(snapshot) ?? new Map<string, readonly Standing[]>();
  known.set(snapshot, ofSnapshot);
  const there = ofSnapshot.get(key) ?? make();
  ofSnapshot.set(key, there);
  return there;
}
