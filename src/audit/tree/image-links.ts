/** Symbolic links of the image, by the place where they stand. */
export interface ImageLinks {
  /** Where a path of the image may lead, the likeliest first: links are followed within the image alone. */
  candidates(path: string): readonly string[];
}

/** As Linux does (path_resolution(7)). */
const MOST_LINKS = 40;
/** Debian's roots have these as links, which a source tree rarely contains (Debian Policy, merged-/usr). */
const MERGED = /^\/(?:usr\/)?(bin|sbin|lib|lib32|lib64)(?=\/)/;

/** Follows links by name alone, with the image's top as root; nothing is asked of the file system. */
export function imageLinks(links: ReadonlyMap<string, string>): ImageLinks {
  return {
    candidates(path) {
      if (!MERGED.test(path)) {
        const place = resolvedIn(links, path);
        return place === undefined ? [] : MERGED.test(place) ? spellings(place) : [place];
      }
      const places = spellings(path).flatMap((spelling) => resolvedIn(links, spelling) ?? []);
      return [...new Set(places.flatMap((place) => [place, ...spellings(place)]))];
    },
  };
}

/** A path as it is and as it would be with and without a merged /usr. */
function spellings(path: string): readonly string[] {
  return [path, path.replace(MERGED, "/$1"), path.replace(MERGED, "/usr/$1")];
}

/** The place without links, `.` and `..`; undefined in a circle of links. */
function resolvedIn(links: ReadonlyMap<string, string>, path: string): string | undefined {
  if (isPlain(links, path)) return path;
  const waiting = path.split("/").reverse();
  const done: string[] = [];
  let followed = 0;
  while (waiting.length > 0) {
    const part = waiting.pop() ?? "";
    if (part === "" || part === ".") continue;
    if (part === "..") {
      done.pop();
      continue;
    }
    const target = links.get(`/${[...done, part].join("/")}`);
    if (target === undefined) {
      done.push(part);
      continue;
    }
    followed += 1;
    if (followed > MOST_LINKS) return undefined;
    if (target.startsWith("/")) done.length = 0;
    waiting.push(...target.split("/").reverse());
  }
  return `/${done.join("/")}`;
}

/** Whether a path leads through no link and needs no reckoning: nearly all of them. */
function isPlain(links: ReadonlyMap<string, string>, path: string): boolean {
  if (!path.startsWith("/") || path.includes("/.") || path.includes("//") || path.endsWith("/")) return false;
  if (links.size === 0) return true;
  for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1))
    if (links.has(path.slice(0, at))) return false;
  return !links.has(path);
}
