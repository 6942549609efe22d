import { CONFIGURATION_FILE } from "../ships/configuration/load-configuration.ts";
import { hasNameOfRecipe } from "../ships/recipes.ts";
import type { TreeShape } from "../source-tree.ts";
import type { EarlierTree } from "./earlier-tree.ts";

/** Files that, besides recipes, say by being there what a tree installs; `namedPlaces` counts files of the same name. */
const MARKS =
  /(?:^|\/)(?:configure(?:\.ac)?|debian\/control)$|^(?:\.gitattributes|MANIFEST\.in|(?:README|INSTALL)(?:\.\w+)?)$/;
const COUNTED = /\.(?:install|spec|spec\.in)$|\/install$/;

/**
 * Whether a change may give other files another place: it changes what the places were read from, or brings or takes a mark
 * of a build, the first or last file of a folder, or any file of a tree that has lists of its packages' contents.
 */
export function mayMove(
  { changed, onlyInOne }: EarlierTree,
  { readFrom }: TreeShape,
  paths: readonly string[],
): boolean {
  if (changed.has(CONFIGURATION_FILE) || [...changed].some((path) => readFrom.has(path))) return true;
  if (onlyInOne.length === 0) return false;
  if (
    onlyInOne.some((path) => MARKS.test(path) || hasNameOfRecipe(path)) ||
    [...readFrom].some((path) => COUNTED.test(path))
  )
    return true;
  const lonely = new Set(onlyInOne.map(folderOf));
  for (const path of paths) {
    if (lonely.size === 0) return false;
    if (!changed.has(path)) lonely.delete(folderOf(path));
  }
  return lonely.size > 0;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
