import { posix } from "node:path";
import type { Place } from "../ships/place.ts";
import type { ImageLinks } from "./image-links.ts";
import type { FileSource } from "./source.ts";
import type { TreeLink, TreeTrouble } from "./walk.ts";

/** sudo reads what a link in its folder leads to, under the link's name. */
const RULES = /(?:^|\/)etc\/sudoers$|(?:^|\/)sudoers\.d\/[^/.]*[^/.~]$/;

export interface LinkedParts {
  readonly links: readonly TreeLink[];
  readonly sources: readonly FileSource[];
  readonly placeOf: (path: string) => Place;
  readonly resolved: ImageLinks["resolved"];
  readonly tell: (trouble: TreeTrouble) => void;
}

/**
 * Where the files stand to which links in `/etc/sudoers.d` lead, by their paths, as sudo reads them. A link that leads to
 * nothing in the tree, or out of it, is told: what will stand there nobody has looked at.
 */
export function linkedRules({ links, sources, placeOf, resolved, tell }: LinkedParts): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const ours = links.filter(({ path, target }) => RULES.test(path) && target !== "/dev/null");
  if (ours.length === 0) return found;
  const byPlace = new Map<string, string>();
  const paths = new Set<string>();
  for (const { path } of sources) {
    const { installedPath } = placeOf(path);
    const place = installedPath === undefined ? undefined : resolved(installedPath);
    if (place !== undefined && !byPlace.has(place)) byPlace.set(place, path);
    paths.add(path);
  }
  for (const { path, target } of ours) {
    const { installedPath } = placeOf(path);
    const place = installedPath === undefined ? undefined : resolved(installedPath);
    const beside = target.startsWith("/") ? undefined : posix.join(posix.dirname(path), target);
    const file =
      (place === undefined ? undefined : byPlace.get(place)) ??
      (beside !== undefined && paths.has(beside) ? beside : undefined);
    if (file === undefined) tell({ path, why: `it is a link to ${target}, where nothing of what is audited stands` });
    else if (!RULES.test(file)) found.set(file, installedPath ?? `/etc/sudoers.d/${posix.basename(path)}`);
  }
  return found;
}
