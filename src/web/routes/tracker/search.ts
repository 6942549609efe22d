import type { TrackerReads } from "../../model/index.ts";
import { trackerPath } from "../../text/tracker-addresses.ts";

/** The page that somebody means; null when nothing is called so. */
export async function pathMeant(reads: TrackerReads, asked: string): Promise<string | null> {
  const text = asked.trim();
  const upper = text.toUpperCase();
  const issue = /^(?:CVE-)?(\d{4}-\d{4,})$/.exec(upper)?.[1];
  if (issue !== undefined) return known(reads, `CVE-${issue}`);
  const bug = /^(?:BUG\s*)?#?(\d{1,9})$/.exec(upper)?.[1];
  if (bug !== undefined) return (await reads.bug(Number(bug))) ? trackerPath.bug(Number(bug)) : null;
  if (/^CVE-\d{4}-XXXX$/.test(upper)) return trackerPath.issue(upper);
  if (/^TEMP-\d+-[0-9A-F]{6}$/.test(upper)) return known(reads, upper);
  if (/^[A-Z][A-Z0-9-]*-\d+(?:-\d+)?$/.test(upper) && (await reads.advisory(upper))) {
    return trackerPath.issue(upper);
  }
  const lower = text.toLowerCase();
  if (await reads.release(lower, "open", 1)) return trackerPath.release(lower);
  return (await reads.knowsSource(lower)) ? trackerPath.source(lower) : null;
}

async function known(reads: TrackerReads, name: string): Promise<string | null> {
  return (await reads.issue(name)) ? trackerPath.issue(name) : null;
}
