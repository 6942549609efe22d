import { parseList } from "../format/parse-list.ts";
import type { LayerFiles } from "../layers/layer.ts";
import { advisoryPrefix } from "../layers/which-files.ts";

/** Debian writes these first, in this order; lists of other houses follow by name. */
const CUSTOMARY = ["DSA", "DTSA", "DLA"];

/** For each issue the advisories of a data directory that name it, in the order in which they stand in braces. */
export function advisoriesByIssue(files: LayerFiles): ReadonlyMap<string, readonly string[]> {
  const rank = (prefix: string): string => {
    const place = CUSTOMARY.indexOf(prefix);
    return `${place < 0 ? CUSTOMARY.length : place} ${prefix}`;
  };
  const prefixes = [...files.keys()].flatMap((path) => advisoryPrefix(path) ?? []);
  const found = new Map<string, Set<string>>();
  for (const prefix of prefixes.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))) {
    const path = `${prefix}/list`;
    const list = parseList(files.get(path) as Uint8Array, { path, kind: "advisories", prefix }).value;
    for (const { name, references } of list.records) {
      for (const reference of references) {
        if (!reference.name.startsWith("CVE-")) continue;
        const names = found.get(reference.name);
        if (names === undefined) found.set(reference.name, new Set([name]));
        else names.add(name);
      }
    }
  }
  return new Map(Array.from(found, ([issue, names]) => [issue, [...names]]));
}
