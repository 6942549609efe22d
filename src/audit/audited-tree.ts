import type { FileMaker } from "./audited-file.ts";
import { createContext } from "./context.ts";
import { buildGraph } from "./entries/build-graph.ts";
import type { AuditContext, AuditScope, Fate } from "./model.ts";
import type { Place } from "./ships/place.ts";
import { imageLinks } from "./tree/image-links.ts";
import { linkedRules } from "./tree/linked-rules.ts";
import type { FileSource } from "./tree/source.ts";
import type { TreeLink, TreeTrouble } from "./tree/walk.ts";
import { keepTroubles } from "./troubles.ts";

/** A tree as the rules see it. */
export interface AuditedTree {
  readonly context: AuditContext;
  /** What the links of the image lead to, by their places. */
  readonly byPlace: ReadonlyMap<string, string>;
  readonly fateOf: (path: string) => Fate;
}

export interface TreeParts {
  readonly scope: AuditScope;
  readonly sources: readonly FileSource[];
  readonly links: readonly TreeLink[];
  readonly troubles: readonly TreeTrouble[];
  readonly placeOf: (path: string) => Place;
  readonly baseRelease: string | undefined;
  readonly make: FileMaker;
}

/** Tells the kinds of the files of a tree and puts together what the rules look at. */
export function auditedTree({ scope, sources, links, troubles, placeOf, baseRelease, make }: TreeParts): AuditedTree {
  const told = [...troubles];
  const tell = (trouble: TreeTrouble): void => void told.push(trouble);
  const byPlace = new Map<string, string>();
  for (const { path, target } of links) {
    const { installedPath } = placeOf(path);
    if (installedPath !== undefined) byPlace.set(installedPath, target);
  }
  const follow = imageLinks(byPlace);
  const linked = linkedRules({ links, sources, placeOf, resolved: follow.resolved, tell });
  const files = sources.flatMap((source) => {
    const place = placeOf(source.path);
    const rules = linked.get(source.path);
    return make(source, rules === undefined ? place : { ...place, installedPath: rules }, tell) ?? [];
  });
  const context = createContext({
    scope,
    files,
    links: follow,
    baseRelease,
    entries: (whole) => buildGraph(whole),
  });
  keepTroubles(context, told);
  return { context, byPlace, fateOf: (path) => placeOf(path).fate };
}
