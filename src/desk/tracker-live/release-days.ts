import { type EventIndex, rowsBefore } from "../../tracker/index.ts";
import type { ReleaseShow } from "../../web/index.ts";

/** A release as it was: the event behind every verdict, in the lists of its page. */
export interface ReleaseDay {
  readonly rows: Readonly<Record<ReleaseShow, readonly number[]>>;
  readonly counts: Readonly<Record<ReleaseShow, number>>;
}

/** A day of Debian's is some 40,000 rows: whoever pages through one does not pay for it again. */
const KEPT = 8;

/** Answers what a release was like before an instant; undefined for a release without events. */
export function createReleaseDays(): (index: EventIndex, release: string, at: Date) => ReleaseDay | undefined {
  const kept = new Map<string, ReleaseDay>();
  return (index, release, at) => {
    const key = [index.name, index.generation, release, at.getTime()].join(" ");
    const there = kept.get(key) ?? dayOf(index, release, at);
    if (there === undefined) return undefined;
    kept.delete(key);
    kept.set(key, there);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
    return there;
  };
}

function dayOf(index: EventIndex, release: string, at: Date): ReleaseDay | undefined {
  const found = rowsBefore(index, release, at);
  if (found === undefined) return undefined;
  const rows: Record<ReleaseShow, number[]> = { open: [], decided: [], undetermined: [], fixed: [] };
  for (const row of found) {
    const show = showOf(index, row);
    if (show !== null) rows[show].push(row);
  }
  const { open, decided, undetermined, fixed } = rows;
  const counts = {
    open: open.length,
    decided: decided.length,
    undetermined: undetermined.length,
    fixed: fixed.length,
  };
  return { rows, counts };
}

/** The list in which a release's page of now would have it. */
function showOf({ table }: EventIndex, row: number): ReleaseShow | null {
  switch (table.statusAt(row)) {
    case "vulnerable":
      return table.isDecidedAt(row) ? "decided" : "open";
    case "undetermined":
      return "undetermined";
    case "fixed":
    case "not-affected":
      return "fixed";
    default:
      return null;
  }
}
