import { debianFiles } from "./debian-files.ts";
import { installLists } from "./install-lists.ts";
import { type Convention, inImage } from "./place.ts";

/** A Debian source package in the tree, by its `debian/control`. */
export interface DebianSource {
  /** The folder of `debian/`, with a final slash; empty for the tree's own top. */
  readonly top: string;
  readonly packages: readonly string[];
  /** Texts of `debian/*.install` and `debian/install`. */
  readonly lists: readonly string[];
  /** Its build system installs programs that no list names: setup.py, Makefile.PL, a Makefile … */
  readonly installsByItself: boolean;
}

/** Finds source packages among the paths of a tree. */
export function debianSources(paths: readonly string[], textOf: (path: string) => string): readonly DebianSource[] {
  const controls = paths.filter((path) => path.endsWith("debian/control") && /(?:^|\/)debian\/control$/.test(path));
  return controls.slice(0, 1000).map((control) => {
    const top = control.slice(0, -"debian/control".length);
    const folder = `${top}debian/`;
    const lists = paths.filter(
      (path) => path.startsWith(folder) && /^(?:[^/]+\.)?install$/.test(path.slice(folder.length)),
    );
    return {
      top,
      packages: [...textOf(control).matchAll(/^Package:[ \t]*(\S+)/gm)].map((match) => match[1] ?? ""),
      lists: lists.map(textOf),
      installsByItself: paths.some((path) => path.startsWith(top) && BUILD_SYSTEM.test(path.slice(top.length))),
    };
  });
}

export const BUILD_SYSTEM =
  /^(?:setup\.py|setup\.cfg|pyproject\.toml|Makefile\.PL|Build\.PL|dist\.ini|meson\.build|CMakeLists\.txt|configure(?:\.ac)?|Makefile(?:\.am|\.in)?)$/;

/** What a source package installs: by its lists and by debhelper's names in `debian/`. */
export function debianSource({ top, packages, lists }: DebianSource): Convention {
  const ownFiles = debianFiles(top, packages);
  const listed = installLists(lists);
  return (path) => {
    if (!path.startsWith(top)) return undefined;
    const inside = path.slice(top.length);
    const installedPath = listed(inside);
    if (installedPath !== undefined) return inImage(installedPath);
    return ownFiles(path);
  };
}
