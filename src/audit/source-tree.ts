import type { FileMaker } from "./audited-file.ts";
import { type AuditedTree, auditedTree } from "./audited-tree.ts";
import { baseReleaseOf } from "./ships/base-release.ts";
import type { Configuration } from "./ships/configuration/read-configuration.ts";
import type { Place } from "./ships/place.ts";
import { shipsOf } from "./ships/ships.ts";
import type { RawPath } from "./tree/names.ts";
import { readText } from "./tree/read.ts";
import { diskSource } from "./tree/source.ts";
import type { Tree } from "./tree/walk.ts";

/** Files that say what ships are small. */
const SMALL = 1024 * 1024;

/** How a tree says what ships and on what it is built. */
export interface TreeShape {
  readonly placeOf: (path: string) => Place;
  readonly baseRelease: string | undefined;
  /** Files whose text was asked for this. */
  readonly readFrom: ReadonlySet<string>;
}

export function shapeOf(
  directories: readonly string[],
  paths: readonly string[],
  textOf: (path: string) => string,
  configuration: Configuration | undefined,
): TreeShape {
  const readFrom = new Set<string>();
  const text = (path: string): string => {
    readFrom.add(path);
    return textOf(path);
  };
  const place = shipsOf({ directories, files: paths, textOf: text, configuration });
  return {
    placeOf: remembered(place),
    baseRelease: configuration?.baseRelease ?? baseReleaseOf(paths, text),
    readFrom,
  };
}

/** Reads a source tree as it stands. */
export function readSourceTree(
  tree: Tree,
  make: FileMaker,
  configuration: Configuration | undefined,
): AuditedTree & { readonly shape: TreeShape } {
  const shape = shapeOf(
    tree.directories,
    tree.files.map(({ path }) => path),
    textReader(tree),
    configuration,
  );
  const sources = tree.files.map(({ path, raw }) => diskSource(path, raw));
  return { ...auditedTree({ scope: "tree", sources, ...tree, ...shape, make }), shape };
}

/** The small texts of a tree by their paths. */
export function textReader(tree: Tree): (path: string) => string {
  let raws: ReadonlyMap<string, RawPath> | undefined;
  return (path) => {
    raws ??= new Map(tree.files.map((file) => [file.path, file.raw]));
    const raw = raws.get(path);
    const read = raw === undefined ? "" : readText(raw, SMALL);
    return typeof read === "string" ? "" : read.text;
  };
}

function remembered(place: (path: string) => Place): (path: string) => Place {
  const known = new Map<string, Place>();
  return (path) => {
    const before = known.get(path);
    if (before) return before;
    const now = place(path);
    known.set(path, now);
    return now;
  };
}
