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

function once(snapshot: Snapshot, key: string, make: () => readonly Standing[]): readonly Standing[] {
  const ofSnapshot = known.get(snapshot) ?? new Map<string, readonly Standing[]>();
  known.set(snapshot, ofSnapshot);
  const there = ofSnapshot.get(key) ?? make();
  ofSnapshot.set(key, there);
  return there;
}
