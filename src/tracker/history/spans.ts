import { DAY_MS, type IssueId } from "../../kernel/index.ts";
import { type Answer, isOpen } from "./answer.ts";
import type { HistoryEvent } from "./events.ts";

/** One issue in one package of one release, over time. */
export interface VerdictSpan {
  readonly issue: IssueId;
  readonly package: string;
  readonly release: string;
  /** null when nothing is said about it any more: withdrawn, or the release left the archive. */
  readonly now: Answer | null;
  /** When the issue was first spoken of in any package; null when that was before the first state that is known. */
  readonly published: Date | null;
  /** Since when it is open without a break; null while it is not. */
  readonly openSince: Date | null;
  /** It was open in the first state already, so at least since `openSince`. */
  readonly openSinceFirstState: boolean;
  /** When it last became fixed; null while it is not. */
  readonly fixed: Date | null;
  /** From publication to the fix, in days; null when one of them is not known or there is none. */
  readonly daysToFix: number | null;
}

type Draft = { -readonly [Key in keyof VerdictSpan]: VerdictSpan[Key] };

/** Follows events from the start; `published` needs all events of an issue, those of other packages as well. */
export async function spansOf(events: AsyncIterable<HistoryEvent>): Promise<readonly VerdictSpan[]> {
  const spans = new Map<string, Draft>();
  const published = new Map<IssueId, Date | null>();
  for await (const event of events) {
    const { issue, package: name, release, time, to, isFirstState } = event;
    if (!published.has(issue)) published.set(issue, isFirstState ? null : time);
    const key = [issue, name, release].join("\t");
    const span = spans.get(key) ?? empty(event, published.get(issue) ?? null);
    spans.set(key, span);
    const open = to !== null && isOpen(to);
    if (open && span.openSince === null) {
      span.openSince = time;
      span.openSinceFirstState = isFirstState;
    }
    if (!open) {
      span.openSince = null;
      span.openSinceFirstState = false;
    }
    if (to?.status !== "fixed") span.fixed = null;
    else if (!isFirstState) span.fixed ??= time;
    span.now = to;
    span.daysToFix = span.fixed && span.published && (span.fixed.getTime() - span.published.getTime()) / DAY_MS;
  }
  return [...spans.values()];
}

function empty({ issue, package: name, release }: HistoryEvent, published: Date | null): Draft {
  const none = { now: null, openSince: null, openSinceFirstState: false, fixed: null, daysToFix: null };
  return { issue, package: name, release, published, ...none };
}

/** How long fixes took, in days. */
export interface Delays {
  readonly fixed: number;
  readonly median: number | null;
  readonly p90: number | null;
  /** Still open; they are in no figure above, so read them together. */
  readonly open: number;
  /** Days that the oldest of them is open. */
  readonly longestOpen: number | null;
}

/** Delays of spans as they are at an instant. Days are those of which a given part of the fixes took no longer. */
export function delaysOf(spans: readonly VerdictSpan[], at: Date): Delays {
  const days = spans.flatMap(({ daysToFix }) => (daysToFix === null ? [] : [daysToFix])).sort((a, b) => a - b);
  const part = (share: number): number | null => days[Math.max(0, Math.ceil(days.length * share) - 1)] ?? null;
  const open = spans.flatMap(({ openSince }) => (openSince ? [(at.getTime() - openSince.getTime()) / DAY_MS] : []));
  const longestOpen = open.length === 0 ? null : open.reduce((a, b) => Math.max(a, b));
  return { fixed: days.length, median: part(0.5), p90: part(0.9), open: open.length, longestOpen };
}
