import { pathPattern } from "./path-pattern.ts";

/** A line of dh_install(1): from what it takes a file of the source, the place in the package; undefined where it takes it not. */
type InstallLine = (path: string) => string | undefined;

/** Where the lines of `debian/*.install` put a file of the source; undefined when none takes it. */
export function installLists(lists: readonly string[]): (path: string) => string | undefined {
  const lines = lists.flatMap((list) => list.split("\n").flatMap(installLines));
  return (path) => {
    for (const line of lines) {
      const place = line(path);
      if (place !== undefined) return place;
    }
    return undefined;
  };
}

function installLines(line: string): readonly InstallLine[] {
  const words = line
    .replace(/#.*$/, "")
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
  // What dh-exec reckons is not known here.
  if (words.some((word) => word.includes("${") || /^[[<]/.test(word))) return [];
  const [first, arrow, renamed] = words;
  if (first === undefined) return [];
  if (arrow === "=>" && renamed !== undefined) return [renaming(first, renamed)];
  const into = words.length > 1 ? words[words.length - 1] : undefined;
  return (into === undefined ? words : words.slice(0, -1)).map((word) => moving(word, into));
}

/** A folder keeps its name, and a file too. Without a target the place is that of the source. */
function moving(word: string, into: string | undefined): InstallLine {
  const source = sourceOf(word);
  const form = pathPattern(source, { below: true });
  const depth = source.split("/").length - 1;
  const target = into === undefined ? undefined : `/${into}`.replace(/\/+/g, "/").replace(/\/$/, "");
  return (path) => {
    if (!form.test(path)) return undefined;
    return target === undefined ? `/${path}` : `${target}/${path.split("/").slice(depth).join("/")}`;
  };
}

/** `source => place` of dh-exec-install(1). */
function renaming(from: string, to: string): InstallLine {
  const source = sourceOf(from);
  return (path) => (path === source ? `/${to.replace(/^\/+/, "")}` : undefined);
}

/** What the build has installed lies below `debian/tmp`, where the source often has it too. */
function sourceOf(word: string): string {
  return word.replace(/^(?:\.\/)?(?:debian\/tmp\/)?/, "").replace(/\/$/, "");
}
