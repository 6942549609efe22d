/** Tells paths that a pattern names; a `RegExp` has the same form. */
export interface PathPattern {
  test(path: string): boolean;
}

/** What a pattern takes besides the paths that its `*` and `?` name, which stand for no slash. */
export interface Reach {
  /** What lies below a folder that the pattern names. */
  readonly below?: boolean;
  /** A part `**` stands for any number of folders; elsewhere it is `*`. */
  readonly anyDepth?: boolean;
}

/**
 * A pattern of a shell, of `.gitattributes` or of a list of files. It is followed without a regular expression, which takes
 * endless time for some: of several `*` in one part of a path, and of several `**`, only the last one is tried again.
 */
export function pathPattern(written: string, { below = false, anyDepth = false }: Reach = {}): PathPattern {
  const pattern = written.replace(/\*{2,}/g, (stars, at: number) =>
    anyDepth && written[at + stars.length] === "/" && (at === 0 || written[at - 1] === "/") ? "**" : "*",
  );
  return { test: (path) => matches(pattern, path, below) };
}

function matches(pattern: string, path: string, below: boolean): boolean {
  let from = 0;
  let at = 0;
  // Where the pattern goes on behind its last `*` and `**`, and where in the path that was tried.
  let [star, starAt, folders, foldersAt] = [-1, 0, -1, 0];
  while (at < path.length) {
    if (pattern.startsWith("**/", from)) {
      from += 3;
      [star, folders, foldersAt] = [-1, from, at];
    } else if (pattern[from] === "*") {
      from += 1;
      [star, starAt] = [from, at];
    } else if (pattern[from] === path[at] || (pattern[from] === "?" && path[at] !== "/")) {
      // What a part of the path takes, others do not change.
      if (path[at] === "/") star = -1;
      from += 1;
      at += 1;
    } else if (below && from === pattern.length && path[at] === "/") {
      return true;
    } else if (star >= 0 && path[starAt] !== "/") {
      starAt += 1;
      [from, at] = [star, starAt];
    } else {
      const next = folders < 0 ? -1 : path.indexOf("/", foldersAt) + 1;
      if (next <= 0) return false;
      [star, from, at, foldersAt] = [-1, folders, next, next];
    }
  }
  while (pattern[from] === "*") from += 1;
  return from === pattern.length;
}
