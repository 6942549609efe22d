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
      const spellings = new Set<string>();
      for (const spelling of [path, path.replace(MERGED, "/$1"), path.replace(MERGED, "/usr/$1")]) {
        const place = resolvedIn(links, spelling);
        if (place !== undefined)
          for (const form of [place, place.replace(MERGED, "/$1"), place.replace(MERGED, "/usr/$1")])
            spellings.add(form);
      }
      return [...spellings];
    },
  };
}

/** The place without links, `.` and `..`; undefined in a circle of links. */
function resolvedIn(links: ReadonlyMap<string, string>, path: string): string | undefined {
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
