import type { IssueId } from "../../kernel/index.ts";
import type { ResolvedIssue, Tracker } from "../../tracker/index.ts";
import { type KnownRow, parseKnownLine } from "./known-lines.ts";

/** What the desk knew before. */
export interface KnownBefore {
  /** Tracker layers that were read before: what comes into them later is news. */
  readonly layers: readonly string[];
  /** Issues that they spoke of, in lines as `knownLine` writes them. */
  readonly issues: string;
}

/** Since when issues are known here, as far as that is recorded. */
export interface KnownIssues {
  /** When this desk or an advisory first spoke of it; null when it is older than this desk and had no advisory. */
  since(issue: ResolvedIssue): Date | null;
  /** Issues that were not known before. */
  readonly news: readonly KnownRow[];
}

/**
 * Lists carry no dates of their own. What stood in a layer when the desk first read it is older than that, by nobody knows
 * how much; what comes later is known from the moment it was seen.
 */
export function findKnownIssues(before: KnownBefore, tracker: Tracker, now: Date): KnownIssues {
  const seen = new Map<IssueId, Date | null>();
  for (const line of before.issues.split("\n")) {
    const row = parseKnownLine(line);
    if (row) seen.set(...row);
  }
  const old = new Set(before.layers);
  const news: KnownRow[] = [];
  for (const name of tracker.issueNames()) {
    if (seen.has(name)) continue;
    const isNews = tracker.issue(name)?.contributions.some(({ layer }) => old.has(layer.name)) ?? false;
    const since = isNews ? now : null;
    seen.set(name, since);
    news.push([name, since]);
  }
  return {
    since(issue) {
      const days = [seen.get(issue.name) ?? null, advisoryDay(issue)].filter((day) => day !== null);
      return days.length === 0 ? null : new Date(Math.min(...days.map((day) => day.getTime())));
    },
    news,
  };
}

/** The day of the first advisory that names the issue: it was public then. Advisory headers begin `[20 Nov 2026]`. */
function advisoryDay({ contributions }: ResolvedIssue): Date | null {
  let first: Date | null = null;
  for (const { file, record } of contributions) {
    if (file.kind !== "advisories") continue;
    const [, day] = /^\[(\d\d [A-Z][a-z]{2} \d{4})\]/.exec(file.text.slice(record.start, record.start + 20)) ?? [];
    const at = day === undefined ? null : new Date(`${day} UTC`);
    if (at && !Number.isNaN(at.getTime()) && (first === null || at < first)) first = at;
  }
  return first;
}
