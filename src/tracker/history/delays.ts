import { DAY_MS } from "../../kernel/index.ts";
import type { VerdictSpan } from "./spans.ts";

/** Days that fixes took: those of which a given part took no longer. */
export interface FixDays {
  /** Fixes whose both ends are known, and that users waited for. */
  readonly fixed: number;
  readonly median: number | null;
  readonly p75: number | null;
  readonly p90: number | null;
  /** Fixed already when the count would begin; in no figure above. */
  readonly atOnce: number;
}

/** How long fixes took, in days, from the publication of an issue to a fixed version in a suite. */
export interface Delays extends FixDays {
  /**
   * From what the fixes above are counted: all from their CVE's publication, all from the first word of our own data because
   * no CVE record was imported, or some from each. null while there is none.
   */
  readonly countedFrom: "cve" | "record" | "both" | null;
  /** All of them from the first word of our own data. */
  readonly fromRecord: FixDays;
  /** Still open; they are in no figure above, so read them together. */
  readonly open: number;
  /** Days that the oldest of them is open. */
  readonly longestOpen: number | null;
}

/** Delays of spans as they are at an instant. */
export function delaysOf(spans: Iterable<VerdictSpan>, at: Date): Delays {
  const [{ name: _, ...all } = { name: "", ...figures(emptyGroup()) }] = delaysBy(spans, () => "", at);
  return all;
}

export interface DelayRow extends Delays {
  readonly name: string;
}

/** Delays of groups of spans; a span that has no group counts in none. In the order of their names. */
export function delaysBy(
  spans: Iterable<VerdictSpan>,
  groupOf: (span: VerdictSpan) => string | null,
  at: Date,
): readonly DelayRow[] {
  const groups = new Map<string, Group>();
  for (const span of spans) {
    const name = groupOf(span);
    if (name === null) continue;
    const group = groups.get(name) ?? emptyGroup();
    groups.set(name, group);
    if (count(group.published, span.daysToFix, span) && span.publishedBy) group.countedFrom.add(span.publishedBy);
    count(group.recorded, span.daysFromRecord, span);
    if (span.openSince === null) continue;
    group.open += 1;
    group.longestOpen = Math.max(group.longestOpen ?? 0, (at.getTime() - span.openSince.getTime()) / DAY_MS);
  }
  const rows = Array.from(groups, ([name, group]) => ({ name, ...figures(group) }));
  return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Counted {
  readonly days: number[];
  atOnce: number;
}

interface Group {
  readonly published: Counted;
  readonly recorded: Counted;
  readonly countedFrom: Set<"cve" | "record">;
  open: number;
  longestOpen: number | null;
}

function emptyGroup(): Group {
  const nothing = (): Counted => ({ days: [], atOnce: 0 });
  return { published: nothing(), recorded: nothing(), countedFrom: new Set(), open: 0, longestOpen: null };
}

/** Whether it counts among the fixes that users waited for. */
function count(counted: Counted, days: number | null, { wasOpen }: VerdictSpan): boolean {
  if (days === null) return false;
  if (wasOpen && days > 0) return counted.days.push(days) > 0;
  counted.atOnce += 1;
  return false;
}

function figures({ published, recorded, countedFrom, open, longestOpen }: Group): Delays {
  const [one = null, other] = countedFrom;
  return {
    ...fixDays(published),
    countedFrom: other ? "both" : one,
    fromRecord: fixDays(recorded),
    open,
    longestOpen,
  };
}

function fixDays({ days, atOnce }: Counted): FixDays {
  days.sort((a, b) => a - b);
  const part = (share: number): number | null => days[Math.max(0, Math.ceil(days.length * share) - 1)] ?? null;
  return { fixed: days.length, median: part(0.5), p75: part(0.75), p90: part(0.9), atOnce };
}
