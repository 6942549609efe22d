import { auditedFiles } from "./audited-files.ts";
import { createContext } from "./context.ts";
import type { AuditContext, EntryGraph, Fate } from "./model.ts";
import { shipsOf } from "./ships/ships.ts";
import { imageLinks } from "./tree/image-links.ts";
import type { RawPath } from "./tree/names.ts";
import { readText } from "./tree/read.ts";
import { walkTree } from "./tree/walk.ts";
import { keepTroubles } from "./troubles.ts";

/** A tree as the rules see it. */
export interface AuditedTree {
  readonly context: AuditContext;
  readonly fateOf: (path: string) => Fate;
}

const NO_ENTRIES: EntryGraph = { of: () => [], startedExplicitly: new Set() };

/** Reads a source tree. */
export function readSourceTree(root: string): AuditedTree {
  const tree = walkTree(root, { isSource: true });
  const troubles = [...tree.troubles];
  const raws = new Map(tree.files.map(({ path, raw }) => [path, raw]));
  const placeOf = shipsOf({
    directories: tree.directories,
    files: tree.files.map(({ path }) => path),
    textOf: (path) => textAt(raws.get(path)),
  });
  const files = auditedFiles(tree.files, placeOf, "tree", (trouble) => troubles.push(trouble));
  const links = new Map<string, string>();
  for (const { path, target } of tree.links) {
    const { installedPath } = placeOf(path);
    if (installedPath !== undefined) links.set(installedPath, target);
  }
  const context = createContext({
    scope: "tree",
    files,
    links: imageLinks(links),
    baseRelease: undefined,
    entries: () => NO_ENTRIES,
  });
  keepTroubles(context, troubles);
  return { context, fateOf: (path) => placeOf(path).fate };
}

const SMALL = 1024 * 1024;

function textAt(raw: RawPath | undefined): string {
  const read = raw === undefined ? "" : readText(raw, SMALL);
  return typeof read === "string" ? "" : read.text;
}
