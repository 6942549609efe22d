import { namedBy, PLACING } from "./recipe-words.ts";
import { installingIn, speaksOfPrograms } from "./recipes.ts";

const CONTRIBUTED = /(?:^|\/)contrib\//;
/** Copies for readers are no programs that somebody starts. */
const FOR_READERS = /\/doc(?:s|umentation)?\/|docdir|EXTRA_DIST|\bDOC\b|examples/i;

/**
 * Whether packaging or a build system installs a file of `contrib/`: a recipe that puts something in place names it by its
 * path, or a recipe in its own folder does. Where `mayShip` and no recipe speaks of programs, what others have contributed
 * is for a tree's users.
 */
export function contributedOf(
  files: readonly string[],
  textOf: (path: string) => string,
  mayShip: boolean,
): (path: string) => boolean {
  if (!files.some((path) => CONTRIBUTED.test(path))) return () => false;
  const recipes = installingIn(files, textOf);
  const saysNothing = mayShip && !recipes.some((path) => speaksOfPrograms(path, files, textOf));
  const { patterns, folders } = namedBy(recipes.flatMap(linesOf));
  return (path) => {
    if (!CONTRIBUTED.test(path)) return false;
    if (saysNothing || folders.has(path)) return true;
    if (patterns.some((pattern) => pattern.test(path))) return true;
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = path.slice(0, at);
      if (CONTRIBUTED.test(folder) && folders.has(folder)) return true;
    }
    return false;
  };

  /** Lines of the tree's recipes that place something of `contrib/`, all lines that do of a recipe in there. */
  function linesOf(path: string): { from: string; text: string }[] {
    const from = /\.spec(?:\.in)?$/.test(path)
      ? ""
      : path.slice(0, path.lastIndexOf("/") + 1).replace(/(?:^|(?<=\/))debian\/$/, "");
    const isInside = CONTRIBUTED.test(path);
    const lines = textOf(path)
      .replace(/\\\r?\n/g, " ")
      .split("\n")
      .filter((line) => PLACING.test(line) && !FOR_READERS.test(line) && (isInside || line.includes("contrib/")));
    return lines.length === 0 ? [] : [{ from, text: lines.join("\n") }];
  }
}
