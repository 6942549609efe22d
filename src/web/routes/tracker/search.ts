import type { TrackerReads } from "../../model/index.ts";
import { trackerPath } from "../../text/tracker-addresses.ts";

/** The page that somebody means; null when nothing is called so. */
export function pathMeant(reads: TrackerReads, asked: string): string | null {
  const text = asked.trim();
  const upper = text.toUpperCase();
  const issue = /^(?:CVE-)?(\d{4}-\d{4,})$/.exec(upper)?.[1];
  if (issue !== undefined) return known(reads, `CVE-${issue}`);
  const bug = /^(?:BUG\s*)?#?(\d{1,9})$/.exec(upper)?.[1];
  if (bug !== undefined) return reads.bug(Number(bug)) ? trackerPath.bug(Number(bug)) : null;
  if (/^TEMP-\d+-[0-9A-F]{6}$/.test(upper)) return known(reads, upper);
  if (/^[A-Z][A-Z0-9-]*-\d+(?:-\d+)?$/.test(upper) && reads.advisory(upper)) return trackerPath.issue(upper);
  const lower = text.toLowerCase();
  if (reads.release(lower, "open", 1)) return trackerPath.release(lower);
  return reads.knowsSource(lower) ? trackerPath.source(lower) : null;
}

function known(reads: TrackerReads, name: string): string | null {
  return reads.issue(name) ? trackerPath.issue(name) : null;
}
