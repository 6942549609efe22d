import { ageOf } from "../live/open-rows.ts";
import type { EventIndex } from "./event-index.ts";

/**
 * What counted in a release just before an instant: of each place the row of its last event by then, unless nothing was
 * said any more. The newest issues first, then packages by name. Looks through all places: some ten milliseconds at
 * Debian's size. Undefined for a release that no event is about.
 */
export function rowsBefore({ table }: EventIndex, release: string, at: Date): Uint32Array | undefined {
  const own = table.releases.find(release);
  if (own === undefined) return undefined;
  const { place, event } = table;
  const end = table.firstRowFrom(at);
  const found: { readonly row: number; readonly age: number; readonly issue: number; readonly name: string }[] = [];
  for (let each = 0; each < place.issue.length; each += 1) {
    if (place.release.get(each) !== own) continue;
    let link = place.last.get(each);
    while (link > end) link = event.before.get(link - 1);
    if (link === 0 || table.statusAt(link - 1) === null) continue;
    const issue = place.issue.get(each);
    const name = table.packages.name(place.package.get(each));
    found.push({ row: link - 1, age: ageOf(table.issues.name(issue)), issue, name });
  }
  found.sort((a, b) => b.age - a.age || a.issue - b.issue || (a.name < b.name ? -1 : 1));
  return Uint32Array.from(found, ({ row }) => row);
}
