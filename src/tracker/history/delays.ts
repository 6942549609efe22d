import { DAY_MS } from "../../kernel/index.ts";
import type { VerdictSpan } from "./spans.ts";

/** How long fixes took, in days, from the first word about an issue to a fixed version in a suite. */
export interface Delays {
  /** Fixes whose both ends are known, and that users waited for. */
  readonly fixed: number;
  readonly median: number | null;
  readonly p75: number | null;
  readonly p90: number | null;
  /** Fixed already when they were first spoken of; in no figure above. */
  readonly atOnce: number;
  /** Still open; they are in no figure above, so read them together. */
  readonly open: number;
  /** Days that the oldest of them is open. */
  readonly longestOpen: number | null;
}

/** Delays of spans as they are at an instant. Days are those of which a given part of the fixes took no longer. */
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
    if (span.daysToFix !== null && span.wasOpen) group.days.push(span.daysToFix);
    else if (span.daysToFix !== null) group.atOnce += 1;
    if (span.openSince === null) continue;
    group.open += 1;
    group.longestOpen = Math.max(group.longestOpen ?? 0, (at.getTime() - span.openSince.getTime()) / DAY_MS);
  }
  const rows = Array.from(groups, ([name, group]) => ({ name, ...figures(group) }));
  return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Group {
  readonly days: number[];
  atOnce: number;
  open: number;
  longestOpen: number | null;
}

function emptyGroup(): Group {
  return { days: [], atOnce: 0, open: 0, longestOpen: null };
}

function figures({ days, atOnce, open, longestOpen }: Group): Delays {
  days.sort((a, b) => a - b);
  const part = (share: number): number | null => days[Math.max(0, Math.ceil(days.length * share) - 1)] ?? null;
  return { fixed: days.length, median: part(0.5), p75: part(0.75), p90: part(0.9), atOnce, open, longestOpen };
}
