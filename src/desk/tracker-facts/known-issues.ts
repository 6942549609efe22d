import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { IssueId } from "../../kernel/index.ts";
import type { ResolvedIssue, Tracker } from "../../tracker/index.ts";
import { FILES } from "./facts-files.ts";

/** Since when issues are known here, as far as that is recorded. */
export interface KnownIssues {
  /** When this desk or an advisory first spoke of it; null when it is older than this desk and had no advisory. */
  since(issue: ResolvedIssue): Date | null;
  /** For the next making. */
  lines(): Iterable<string>;
}

/**
 * Lists carry no dates of their own. What stood in a layer when the desk first read it is older than that, by nobody knows
 * how much; what comes later is known from the moment it was seen.
 */
export async function readKnownIssues(
  before: { readonly directory: string; readonly layers: readonly string[] } | null,
  tracker: Tracker,
  now: Date,
): Promise<KnownIssues> {
  const seen = before ? parseKnown(await readFile(join(before.directory, FILES.known), "utf8")) : new Map();
  const old = new Set(before?.layers);
  for (const name of tracker.issueNames()) {
    if (seen.has(name)) continue;
    const isNews = tracker.issue(name)?.contributions.some(({ layer }) => old.has(layer.name)) ?? false;
    seen.set(name, isNews ? now : null);
  }
  return {
    since(issue) {
      const days = [seen.get(issue.name) ?? null, advisoryDay(issue)].filter((day) => day !== null);
      return days.length === 0 ? null : new Date(Math.min(...days.map((day) => day.getTime())));
    },
    *lines() {
      for (const [name, at] of seen) yield at === null ? name : `${name} ${at.toISOString()}`;
    },
  };
}

function parseKnown(text: string): Map<IssueId, Date | null> {
  const seen = new Map<IssueId, Date | null>();
  for (const line of text.split("\n")) {
    const [name = "", at] = line.split(" ");
    if (name !== "") seen.set(name as IssueId, at === undefined ? null : new Date(at));
  }
  return seen;
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
