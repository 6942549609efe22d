import type { FileMaker } from "../audited-file.ts";
import type { AuditContext } from "../model.ts";
import type { Place } from "../ships/place.ts";
import { type ImageLinks, imageLinks } from "../tree/image-links.ts";
import type { FileSource } from "../tree/source.ts";
import type { TreeLink } from "../tree/walk.ts";

/** What a state of a tree holds altogether. */
export interface Held {
  readonly sources: readonly FileSource[];
  readonly links: readonly TreeLink[];
}

interface Places {
  readonly links: ImageLinks;
  readonly sources: ReadonlyMap<string, FileSource>;
}

/**
 * What stands at a place of the image, as the whole tree would tell it: the first file that claims the place. Files are
 * opened one by one, as they are asked for; where the first cannot be read, `whole` says who has its place.
 */
export function standingAt(
  held: () => Held,
  placeOf: (path: string) => Place,
  make: FileMaker,
  whole: () => AuditContext,
): AuditContext["installed"] {
  let places: Places | undefined;
  return (path) => {
    places ??= placesIn(held(), placeOf);
    const place = places.links.resolved(path);
    const source = place === undefined ? undefined : places.sources.get(place);
    if (!source) return undefined;
    return make(source, placeOf(source.path), () => undefined) ?? whole().installed(path);
  };
}

function placesIn({ sources, links }: Held, placeOf: (path: string) => Place): Places {
  const targets = new Map<string, string>();
  for (const { path, target } of links) {
    const { installedPath } = placeOf(path);
    if (installedPath !== undefined) targets.set(installedPath, target);
  }
  const resolver = imageLinks(targets);
  const byPlace = new Map<string, FileSource>();
  for (const source of sources) {
    const { installedPath } = placeOf(source.path);
    const place = installedPath === undefined ? undefined : resolver.resolved(installedPath);
    if (place !== undefined && !byPlace.has(place)) byPlace.set(place, source);
  }
  return { links: resolver, sources: byPlace };
}
