import { posix } from "node:path";
import { kindByPlace } from "../files/by-place.ts";
import type { Place } from "../ships/place.ts";
import type { ImageLinks } from "./image-links.ts";
import type { FileSource } from "./source.ts";
import type { TreeLink, TreeTrouble } from "./walk.ts";

/** sudo reads what a link in its folder leads to, under the link's name. */
const RULES = /(?:^|\/)etc\/sudoers$|(?:^|\/)sudoers\.d\/[^/.]*[^/.~]$/;

const FOLDER = /(?:^|\/)etc\/sudoers\.d$/;

/** Whether any link may lead sudo to rules: most trees have none. */
export function mayLeadToRules(links: readonly TreeLink[]): boolean {
  return links.some(({ path }) => RULES.test(path) || FOLDER.test(path));
}

export interface LinkedParts {
  readonly links: readonly TreeLink[];
  readonly sources: readonly FileSource[];
  readonly placeOf: (path: string) => Place;
  readonly resolved: ImageLinks["resolved"];
  readonly tell: (trouble: TreeTrouble) => void;
}

/**
 * Where the files stand to which `/etc/sudoers.d` or links in it lead, by their paths, as sudo reads them. A link that leads to
 * nothing in the tree, or out of it, is told: what will stand there nobody has looked at.
 */
export function linkedRules({ links, sources, placeOf, resolved, tell }: LinkedParts): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!mayLeadToRules(links)) return found;
  const ours = links.filter(({ path, target }) => RULES.test(path) && target !== "/dev/null");
  const folder = resolved("/etc/sudoers.d");
  const folders = new Set(
    links
      .filter(({ path, target }) => FOLDER.test(path) && !target.startsWith("/"))
      .map(({ path, target }) => posix.join(posix.dirname(path), target)),
  );
  const isRules = (file: string): boolean => kindByPlace(placeOf(file).installedPath ?? `/${file}`) === "sudoers";
  const byPlace = new Map<string, string>();
  const paths = new Set<string>();
  for (const { path } of sources) {
    const { installedPath } = placeOf(path);
    const place = installedPath === undefined ? undefined : resolved(installedPath);
    if (place !== undefined && !byPlace.has(place)) byPlace.set(place, path);
    paths.add(path);
    const isWithin = (place !== undefined && posix.dirname(place) === folder) || folders.has(posix.dirname(path));
    if (!isWithin || isRules(path)) continue;
    const named = `/etc/sudoers.d/${posix.basename(path)}`;
    if (RULES.test(named)) found.set(path, named);
  }
  for (const { path, target } of ours) {
    const { installedPath } = placeOf(path);
    const place = installedPath === undefined ? undefined : resolved(installedPath);
    const beside = target.startsWith("/") ? undefined : posix.join(posix.dirname(path), target);
    const file =
      (place === undefined ? undefined : byPlace.get(place)) ??
      (beside !== undefined && paths.has(beside) ? beside : undefined);
    if (file === undefined) tell({ path, why: `it is a link to ${target}, where nothing of what is audited stands` });
    else if (!isRules(file)) found.set(file, installedPath ?? `/etc/sudoers.d/${posix.basename(path)}`);
  }
  return found;
}
