/**
 * A pattern of a policy as a test of paths from the top of a checkout: `*` and `?` stay within a folder, `**` crosses
 * folders, and `**` with a slash after it also stands for no folder at all. Everything else is itself.
 */
export function pathPattern(pattern: string): (path: string) => boolean {
  const expression = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      if (part === "**/") return "(?:[^/]+/)*";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      if (part === "?") return "[^/]";
      return part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    })
    .join("");
  const compiled = new RegExp(`^${expression}$`, "su");
  return (path) => compiled.test(path);
}

export function matchesAny(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.map(pathPattern);
  return (path) => tests.some((test) => test(path));
}
