/** A line of dh_install(1): what is taken, and the folder into which it goes. */
interface InstallLine {
  /** From the source's top, or from what its build system has installed. */
  readonly source: RegExp;
  readonly depth: number;
  readonly into: string | undefined;
}

/** Where the lines of `debian/*.install` put a file of the source; undefined when none takes it. */
export function installLists(lists: readonly string[]): (path: string) => string | undefined {
  const lines = lists.flatMap((list) => list.split("\n").flatMap(installLine));
  return (path) => {
    for (const { source, depth, into } of lines) {
      const match = source.exec(path);
      if (!match) continue;
      const rest = path
        .split("/")
        .slice(depth - 1)
        .join("/");
      return into === undefined ? `/${path}` : `/${into}${into === "" ? "" : "/"}${rest}`;
    }
    return undefined;
  };
}

function installLine(line: string): readonly InstallLine[] {
  const words = line
    .replace(/#.*$/, "")
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
  const first = words[0];
  // dh-exec's renaming: `source => place`.
  if (words[1] === "=>" && first !== undefined && words[2] !== undefined) return [renamed(first, words[2])];
  if (first === undefined || first.startsWith("[") || words.some((word) => word.includes("${") || word.startsWith("<")))
    return [];
  const into = words.length > 1 ? words[words.length - 1]?.replace(/^\/|\/$/g, "") : undefined;
  const sources = words.length > 1 ? words.slice(0, -1) : words;
  return sources.map((word) => {
    const source = word.replace(/^(?:\.\/)?(?:debian\/tmp\/)?/, "").replace(/\/$/, "");
    return { source: globbed(source), depth: source.split("/").length, into };
  });
}

function renamed(from: string, to: string): InstallLine {
  const place = to.replace(/^\//, "");
  const source = from.replace(/^(?:\.\/)?(?:debian\/tmp\/)?/, "");
  const slash = place.lastIndexOf("/");
  return {
    source: new RegExp(`^${escaped(source)}$`),
    depth: source.split("/").length,
    into: place.slice(0, Math.max(0, slash)),
  };
}

/** A pattern of a shell, and everything below what it names. */
function globbed(pattern: string): RegExp {
  const form = escaped(pattern).replaceAll("\\*", "[^/]*").replaceAll("\\?", "[^/]");
  return new RegExp(`^${form}(?:/.*)?$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
