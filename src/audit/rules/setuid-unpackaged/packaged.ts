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

/** Places whose owner and mode are those that an administrator has said (dpkg-statoverride(1)). */
export function overriddenPlaces(context: AuditContext): ReadonlySet<string> {
  const places = new Set<string>();
  const isUser = ids(context, "/etc/passwd");
  const isGroup = ids(context, "/etc/group");
  for (const file of context.ofKind("statoverride"))
    for (const line of file.text().split("\n")) {
      const [, user = "", group = "", mode = "", place] = /^(\S+) (\S+) ([0-7]+) (\/.*)$/.exec(line) ?? [];
      const there = place === undefined ? undefined : context.installed(place);
      if (place === undefined || !there || (there.mode & 0o7777) !== Number.parseInt(mode, 8)) continue;
      if (!isUser(user, there.owner?.uid) || !isGroup(group, there.owner?.gid)) continue;
      for (const alias of aliases(place)) places.add(alias);
    }
  return places;
}

/** Tells whether a name, or a number after `#`, is that of an owner; so is a name that the image's list does not have. */
function ids(context: AuditContext, list: string): (name: string, id: number | undefined) => boolean {
  const known = new Map<string, number>();
  for (const line of (context.installed(list)?.text() ?? "").split("\n")) {
    const [name = "", , id] = line.split(":");
    if (id !== undefined && !known.has(name)) known.set(name, Number(id));
  }
  return (name, id) => {
    if (id === undefined) return true;
    if (name.startsWith("#")) return Number(name.slice(1)) === id;
    const said = known.get(name);
    return said === undefined || said === id;
  };
}

/** `/bin` is `/usr/bin` on a merged system, and dpkg's lists still have either. */
export function aliases(place: string): readonly string[] {
  return place.startsWith("/usr/") ? [place, place.slice(4)] : [place, `/usr${place}`];
}
