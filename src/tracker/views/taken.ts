import type { NeededEntry } from "../format/parse-needed.ts";
import type { Snapshot } from "../live/live-state.ts";
import type { Standing } from "../live/standings.ts";
import { perSnapshot } from "./view.ts";

/** A fortnight without a word, as Debian's own tool drops claims. */
const SILENT_DAYS = 14;
const DAY_MS = 86_400_000;

/** The entry of a needed file that is about a package in a release; undefined when nobody has put it there. */
export function claimOf(snapshot: Snapshot, { package: name, release }: Standing): NeededEntry | undefined {
  const entries = entriesOf(snapshot);
  const alias = snapshot.tracker.releases.get(release)?.alias;
  return (
    entries.get(`${name} ${release}`) ??
    (alias === undefined ? undefined : entries.get(`${name} ${alias}`)) ??
    entries.get(`${name} `)
  );
}

const entriesOf = perSnapshot((snapshot: Snapshot): ReadonlyMap<string, NeededEntry> => {
  const found = new Map<string, NeededEntry>();
  for (const layer of snapshot.tracker.layers) {
    for (const entries of layer.needed.values()) {
      for (const entry of entries) found.set(`${entry.package} ${entry.release ?? ""}`, entry);
    }
  }
  return found;
});

/** Who has taken it, since when by the first `NOTE: YYYYMMDD`, and whether the last one is so old that the claim is stale. */
export function claimWords(entry: NeededEntry | undefined, today: Date): string {
  if (entry === undefined) return "";
  const words = [entry.claimedBy ?? "nobody yet"];
  const days = entry.remarks.flatMap((remark) => dayOf(remark) ?? []).sort((a, b) => a.getTime() - b.getTime());
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return words.join("");
  words.push(`since ${first.toISOString().slice(0, 10)}`);
  const silent = Math.floor((today.getTime() - last.getTime()) / DAY_MS);
  if (silent > SILENT_DAYS) words.push(`stale: nothing was written for ${silent} days`);
  return words.join(", ");
}

/** Of `NOTE: 20261101: waits for upstream (jmm)`. */
function dayOf(remark: string): Date | undefined {
  const [, year, month, day] = /^NOTE:\s*(\d{4})(\d{2})(\d{2})\b/.exec(remark) ?? [];
  const at = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
