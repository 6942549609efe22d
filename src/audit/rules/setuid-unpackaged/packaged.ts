import type { AuditContext } from "../../model.ts";

/** Places that dpkg knows as files of a package, out of those that are asked for. */
export function packagedPlaces(places: readonly string[], context: AuditContext): ReadonlySet<string> {
  const found = new Set<string>();
  const names = [...packageNames(context)];
  for (const list of names) {
    if (found.size === places.length) break;
    const text = context.installed(`/var/lib/dpkg/info/${list}.list`)?.text();
    if (!text) continue;
    const lines = `\n${text}\n`;
    for (const place of places)
      if (!found.has(place) && aliases(place).some((alias) => lines.includes(`\n${alias}\n`))) found.add(place);
  }
  return found;
}

/** Names of the lists below /var/lib/dpkg/info: a package's, with its architecture where several can be installed. */
function* packageNames(context: AuditContext): Iterable<string> {
  for (const file of context.ofKind("dpkg-status"))
    for (const record of file.text().split("\n\n")) {
      const name = /^Package: *(\S+)/m.exec(record)?.[1];
      const architecture = /^Architecture: *(\S+)/m.exec(record)?.[1];
      if (name === undefined) continue;
      yield name;
      if (/^Multi-Arch: *same/m.test(record) && architecture) yield `${name}:${architecture}`;
    }
}

/** Places of which an administrator has said the mode (dpkg-statoverride(1)). */
export function overriddenPlaces(context: AuditContext): ReadonlySet<string> {
  const places = new Set<string>();
  for (const file of context.ofKind("statoverride"))
    for (const line of file.text().split("\n")) {
      const place = /^\S+ \S+ \S+ (\/.*)$/.exec(line)?.[1];
      if (place) for (const alias of aliases(place)) places.add(alias);
    }
  return places;
}

/** `/bin` is `/usr/bin` on a merged system, and dpkg's lists still have either. */
export function aliases(place: string): readonly string[] {
  return place.startsWith("/usr/") ? [place, place.slice(4)] : [place, `/usr${place}`];
}
