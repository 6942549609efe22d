import { builtDistributions } from "./built-distributions.ts";
import type { Configuration } from "./configuration/read-configuration.ts";
import { contributedOf } from "./contributed.ts";
import { BUILD_SYSTEM, debianSource, debianSources } from "./debian-source.ts";
import { installedPrograms } from "./installed-programs.ts";
import { leftOut } from "./left-out.ts";
import { liveBuild, usesLiveBuild } from "./live-build.ts";
import { mirroredRoot, mirroredRoots } from "./mirrored-root.ts";
import { namedPlaces } from "./named-places.ts";
import { packaging } from "./packaging.ts";
import { type Convention, inImage, outside, type Place } from "./place.ts";
import { programsOf } from "./programs-of.ts";
import { recipesOf } from "./recipes.ts";
import { replacedLines } from "./replaced-lines.ts";
import { isSystemConfiguration } from "./system-configuration.ts";
import { scenarios, testsAndTools } from "./tests-and-tools.ts";

/** What of a source tree says where its files go. */
export interface TreePaths {
  readonly directories: readonly string[];
  readonly files: readonly string[];
  /** Empty when it cannot be read. */
  textOf(path: string): string;
  /** What the repository says of itself. */
  readonly configuration: Configuration | undefined;
}

/** What becomes of each file of a source tree: what its configuration says of it, else what its conventions say. */
export function shipsOf({ configuration, ...tree }: TreePaths): (path: string) => Place {
  if (!configuration) return byConventions(tree);
  const rest = configuration.saysAll ? () => outside("dev") : byConventions(tree);
  return (path) => configuration.placeOf(path) ?? rest(path);
}

function byConventions({ directories, files, textOf }: Omit<TreePaths, "configuration">): (path: string) => Place {
  const hasLiveBuild = usesLiveBuild(directories);
  const ofTests = scenarios(files);
  // Beside live-build, a `debian/` at the same top describes no package that is installed, nor does one that tests try.
  const packages = debianSources(files, textOf).filter(
    ({ top }) => !(hasLiveBuild && top === "") && testsAndTools(top)?.fate !== "test",
  );
  const isAside = (folder: string): boolean => (testsAndTools(folder) ?? ofTests(folder)) !== undefined;
  const roots = mirroredRoots(
    directories.filter((directory) => !isAside(`${directory}/`) && !(hasLiveBuild && liveBuild(`${directory}/x`))),
  );
  const conventions: Convention[] = [
    ...(hasLiveBuild ? [liveBuild] : []),
    ...(roots.length > 0 ? [mirroredRoot(roots)] : []),
    ...packages.map(debianSource),
    (path) => withContributed(path, testsAndTools(path)),
    ofTests,
    packaging,
  ];
  // Who says what ships has said it of everything.
  const saysAll =
    hasLiveBuild ||
    (packages.length > 0 &&
      packages.every((each) => !each.installsByItself && each.lists.length > 0 && !isApart(each)));
  /** Packaging in a folder of its own (`distros/debian`) says nothing of what the build system above it installs. */
  function isApart({ top }: { readonly top: string }): boolean {
    return top !== "" && files.some((path) => BUILD_SYSTEM.test(path));
  }
  const ships = saysAll ? () => false : programsThatShip(files, textOf, roots);
  const restOf = (path: string): Place =>
    ships(path) || (!hasLiveBuild && (isSystemConfiguration(path) || COMPILED.test(path)))
      ? inImage(undefined)
      : outside("dev");
  const isContributed = hasLiveBuild
    ? () => false
    : contributedOf(files, textOf, packages.length === 0 && roots.length === 0);
  function withContributed(path: string, place: Place | undefined): Place | undefined {
    return place?.fate === "dev" && isContributed(path) ? inImage(undefined) : place;
  }
  const programs = packages.map(programsOf);
  const programOf = (path: string): Place | undefined =>
    programs.reduce<Place | undefined>((found, each) => found ?? each(path), undefined);
  const placeOf = (path: string): Place => {
    for (const convention of conventions) {
      const place = convention(path);
      if (place) return place;
    }
    const place = restOf(path);
    return place.fate === "image" ? (programOf(path) ?? place) : place;
  };
  if (!saysAll) {
    const lists = packages.flatMap((each) => each.lists);
    const specs = files.filter((path) => /\.spec(?:\.in)?$/.test(path)).map(textOf);
    const shipping = files.filter((path) => placeOf(path).fate === "image");
    const named = namedPlaces(shipping, { lists, specs });
    const isProgram = installedPrograms(files, textOf);
    const replacingOf = replacedLines(files, textOf);
    return (path) => {
      const told = placeOf(path);
      // A name that sources give to a build, `setup.py`, may be that of a program.
      const isInstalled = (told.fate === "image" || told.fate === "build") && isProgram(path);
      if (told.fate !== "image" && !isInstalled) return told;
      const place = told.installedPath === undefined ? inImage(named(path)) : told;
      const replacing = replacingOf(path);
      const made = isInstalled ? { ...place, isProgram: true as const } : place;
      return replacing ? { ...made, replacing } : made;
    };
  }
  const built = hasLiveBuild
    ? builtDistributions(files.map((path) => liveBuild(path)?.installedPath ?? ""))
    : undefined;
  return built ? (path) => built(placeOf(path)) : placeOf;
}

/** Programs by their names; what else lies in a tree is not judged by what recipes name. */
const PROGRAM = /(?:^|\/)(?:[^/.]+(?:\.(?:in|raw|tmpl|template))?|[^/]+\.(?:py|pl|sh|bash|cgi|fcgi)(?:\.in)?)$/;
/** Lists of a packaging name what is made of them. */
const COMPILED = /\.(?:vala|c)$/;
/** Parts of programs, which lie beside a root that has others where a recipe names their folder. */
const MODULE = /\.(?:m?js|pm)$/;

/**
 * Whether files ship of which no convention speaks: programs do that the tree's build systems name. Where these say nothing
 * of a file, a root that has programs (`usr/`) has all of them; of a tree that says nothing at all, everything may ship but
 * what its developers leave out.
 */
function programsThatShip(
  files: readonly string[],
  textOf: (path: string) => string,
  roots: readonly string[],
): (path: string) => boolean {
  const installs = recipesOf(files, textOf);
  const isLeftOut = leftOut(files, textOf);
  const hasPrograms = roots.some((root) => files.some((path) => path.startsWith(`${root}usr/`)));
  const saysOf = (path: string): boolean | undefined => {
    if (PROGRAM.test(path)) return installs(path);
    return hasPrograms && MODULE.test(path) && installs(path) ? true : undefined;
  };
  return (path) => saysOf(path) ?? (!hasPrograms && !isLeftOut(path));
}
