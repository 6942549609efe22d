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
export function delaysOf(spans: readonly VerdictSpan[], at: Date): Delays {
  const known = spans.filter(({ daysToFix }) => daysToFix !== null);
  const days = known
    .filter(({ wasOpen }) => wasOpen)
    .map(({ daysToFix }) => daysToFix as number)
    .sort((a, b) => a - b);
  const part = (share: number): number | null => days[Math.max(0, Math.ceil(days.length * share) - 1)] ?? null;
  const open = spans.flatMap(({ openSince }) => (openSince ? [(at.getTime() - openSince.getTime()) / DAY_MS] : []));
  return {
    fixed: days.length,
    median: part(0.5),
    p75: part(0.75),
    p90: part(0.9),
    atOnce: known.length - days.length,
    open: open.length,
    longestOpen: open.length === 0 ? null : open.reduce((a, b) => Math.max(a, b)),
  };
}

export interface DelayRow extends Delays {
  readonly name: string;
}

/** Delays of groups of spans; a span that has no group counts in none. In the order of their names. */
export function delaysBy(
  spans: readonly VerdictSpan[],
  group: (span: VerdictSpan) => string | null,
  at: Date,
): readonly DelayRow[] {
  const groups = new Map<string, VerdictSpan[]>();
  for (const span of spans) {
    const name = group(span);
    if (name === null) continue;
    const there = groups.get(name);
    if (there) there.push(span);
    else groups.set(name, [span]);
  }
  return Array.from(groups, ([name, own]) => ({ name, ...delaysOf(own, at) })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}
