/** Where paths of an image lead. */
export interface ImageLinks {
  /**
   * The place to which a path leads through the links of the image, which are followed within it alone; undefined in a circle.
   * A place below `/bin`, `/sbin` and `/lib` is spelled below `/usr`, as Debian's roots have it (Debian Policy, merged-/usr): a
   * source tree has these links rarely.
   */
  resolved(path: string): string | undefined;
}

/** As Linux does (path_resolution(7)). */
const MOST_LINKS = 40;
const MERGED = ["/bin/", "/sbin/", "/lib/", "/lib32/", "/lib64/"];

/** Follows links by name alone, with the image's top as root; nothing is asked of the file system. */
export function imageLinks(links: ReadonlyMap<string, string>): ImageLinks {
  const known = new Map<string, string>();
  for (const [path, target] of links) known.set(merged(path), target);
  // Whether a folder is reached without links, by folder: many names are asked for in few of them.
  const plain = new Map<string, boolean>();
  return {
    resolved(path) {
      const place = followed(known, plain, merged(path));
      return place === undefined ? undefined : merged(place);
    },
  };
}

function merged(path: string): string {
  return MERGED.some((folder) => path.startsWith(folder)) ? `/usr${path}` : path;
}

/** The place without links, `.` and `..`. */
function followed(links: ReadonlyMap<string, string>, plain: Map<string, boolean>, path: string): string | undefined {
  if (isPlain(links, plain, path)) return path;
  const waiting = path.split("/").reverse();
  const done: string[] = [];
  let count = 0;
  while (waiting.length > 0) {
    const part = waiting.pop() ?? "";
    if (part === "" || part === ".") continue;
    if (part === "..") {
      done.pop();
      continue;
    }
    const target = links.get(merged(`/${[...done, part].join("/")}`));
    if (target === undefined) {
      done.push(part);
      continue;
    }
    count += 1;
    if (count > MOST_LINKS) return undefined;
    if (target.startsWith("/")) done.length = 0;
    waiting.push(...target.split("/").reverse());
  }
  return `/${done.join("/")}`;
}

/** Whether a path leads through no link and needs no reckoning: nearly all of them. */
function isPlain(links: ReadonlyMap<string, string>, plain: Map<string, boolean>, path: string): boolean {
  if (!path.startsWith("/") || path.includes("/.") || path.includes("//") || path.endsWith("/")) return false;
  if (links.size === 0) return true;
  if (links.has(path)) return false;
  const folder = path.slice(0, path.lastIndexOf("/"));
  const known = plain.get(folder);
  if (known !== undefined) return known;
  const isFree = !leadsThroughLink(links, path);
  plain.set(folder, isFree);
  return isFree;
}

function leadsThroughLink(links: ReadonlyMap<string, string>, path: string): boolean {
  for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1)) {
    if (links.has(path.slice(0, at))) return true;
  }
  return false;
}
