import { type PathPattern, pathPattern } from "./path-pattern.ts";
import { installingIn } from "./recipes.ts";

/** Folders at the top of a tree that hold what its developers build, release and check it with. */
const FOLDERS =
  /^(?:tools|devel?[-_]?tools|build[-_]?(?:tools|scripts|utils|helpers)|release[-_]?(?:tools|scripts)|maint(?:enance)?[-_]?(?:tools|scripts))\//;
/** Names of what makes a release, translations, documentation, or lists of files; `check_release` is how monitoring calls its plugins. */
const NAMES =
  /^(?:(?:bump|gen(?:erate)?|make|mk|update|upload|run|build|release|prepare|regen(?:erate)?|refresh|extract|merge)[-_]?|check-?)(?:all[-_]?)?(?:versions?|releases?|unit-?tests?|tests?|lint|pot?|pot-?files?|translations?|i18n|locales?|doc(?:s|umentation)?|change-?logs?|dist|tarballs?|packages?|debs?|rpms?|man-?pages?|manual|desktop_files?|additional_files?|coverage|screenshots?|authors|contributors|schemas?|protobufs?)(?:\.(?:py|pl|sh|bash))?$|^(?:release|lint|autogen|bootstrap|coverage|mkrelease)\.(?:py|pl|sh)$/i;
const BESIDE =
  /^((?:.*\/)?)src\/(?:setup\.py|pyproject\.toml|meson\.build|Makefile(?:\.PL|\.am|\.in)?|CMakeLists\.txt)$/;
const OF_TOOLS = /^((?:.*\/)?)(?:scripts|package|packaging|utils?|build|release)\//;
const READ_BY_USERS = /^(?:README|INSTALL)(?:\.\w+)?$/i;
const BUILDS_PERL = /^((?:.*\/)?)(?:Makefile|Build)\.PL$/;

/**
 * Whether a file is left out of what a tree's users get, where no recipe speaks of it: git leaves it out of archives
 * (`export-ignore` of gitattributes(5)), setuptools out of its own (`prune` and `exclude` of MANIFEST.in), a module serves
 * Perl's build, or its folder or name is one of developers' tools, and no document for users tells to run it.
 */
export function leftOut(files: readonly string[], textOf: (path: string) => string): (path: string) => boolean {
  const patterns = [
    ...patternsOf(files.includes(".gitattributes") ? textOf(".gitattributes") : "", ofAttributes),
    ...patternsOf(files.includes("MANIFEST.in") ? textOf("MANIFEST.in") : "", ofManifest),
  ];
  const modules = new Set(files.flatMap((path) => modulesOfBuild(path, textOf)));
  const recipes = installingIn(
    files.filter((path) => BESIDE.test(path)),
    textOf,
  );
  const sources = new Set(recipes.flatMap((path) => BESIDE.exec(path)?.[1] ?? []));
  let read: string | undefined;
  // Most trees have no such file, and a change of what was not read moves nothing.
  const told = (path: string): boolean => {
    read ??= files
      .filter((file) => READ_BY_USERS.test(file))
      .map(textOf)
      .join("\n");
    return read.includes(path);
  };
  return (path) => {
    if (modules.has(path) || patterns.some((pattern) => pattern.test(path))) return true;
    const name = path.slice(path.lastIndexOf("/") + 1);
    return (FOLDERS.test(path) || isBeside(path, sources) || NAMES.test(name)) && !told(path);
  };
}

/** Folders of tools beside a `src/` that has a recipe of its own that installs something: nothing installs what lies outside of that. */
function isBeside(path: string, sources: ReadonlySet<string>): boolean {
  const top = OF_TOOLS.exec(path)?.[1];
  return top !== undefined && sources.has(top);
}

/** Patterns of a file that has one or more a line; comments are none. */
function patternsOf(text: string, ofLine: (words: readonly string[]) => readonly string[]): PathPattern[] {
  return text
    .split("\n")
    .slice(0, 1000)
    .flatMap((line) => (line.startsWith("#") ? [] : ofLine(line.trim().split(/\s+/))))
    .filter((pattern) => pattern.length < 200)
    .map(asPattern);
}

function ofAttributes([pattern = "", ...attributes]: readonly string[]): readonly string[] {
  return attributes.includes("export-ignore")
    ? [pattern.includes("/") ? pattern.replace(/^\//, "") : `**/${pattern}`]
    : [];
}

function ofManifest([command, ...words]: readonly string[]): readonly string[] {
  if (command === "prune" || command === "exclude") return words.map((word) => word.replace(/\/$/, ""));
  const [folder = "", ...patterns] = words;
  return command === "recursive-exclude" ? patterns.map((pattern) => `${folder}/**/${pattern}`) : [];
}

/** `**` stands for any folders; what a pattern names, it names with everything below. */
function asPattern(pattern: string): PathPattern {
  return pathPattern(pattern.replace(/\/+(?:\*\*)?$/, ""), { below: true, anyDepth: true });
}

/** Modules beside a `Build.PL` or `Makefile.PL` that it uses to build. */
function modulesOfBuild(path: string, textOf: (path: string) => string): string[] {
  const top = BUILDS_PERL.exec(path)?.[1];
  if (top === undefined) return [];
  return [...textOf(path).matchAll(/^[ \t]*use[ \t]+([A-Z]\w*(?:::\w+)*)/gm)].map(
    ([, name = ""]) => `${top}${name.replaceAll("::", "/")}.pm`,
  );
}
