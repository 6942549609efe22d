import type { AuditContext, AuditedFile, AuditScope, EntryGraph, FileKind } from "./model.ts";
import type { ImageLinks } from "./tree/image-links.ts";

export interface ContextParts {
  readonly scope: AuditScope;
  /** Every regular file, also of kind `other`. */
  readonly files: readonly AuditedFile[];
  readonly links: ImageLinks;
  readonly baseRelease: string | undefined;
  readonly entries: (context: AuditContext) => EntryGraph;
}

const SPECIAL_MODE = 0o6002;

/** What the rules look at. The graph is made when the first rule asks for it. */
export function createContext(parts: ContextParts): AuditContext {
  const files = parts.files.filter((file) => file.kind !== "other" || (file.owner && (file.mode & SPECIAL_MODE) !== 0));
  const byKind = new Map<FileKind, AuditedFile[]>();
  for (const file of files) {
    const sameKind = byKind.get(file.kind) ?? [];
    if (sameKind.length === 0) byKind.set(file.kind, sameKind);
    sameKind.push(file);
  }
  let places: ReadonlyMap<string, AuditedFile> | undefined;
  let graph: EntryGraph | undefined;
  const context: AuditContext = {
    scope: parts.scope,
    files,
    ofKind(...kinds) {
      const [only] = kinds;
      if (kinds.length === 1 && only) return byKind.get(only) ?? [];
      const wanted = new Set(kinds);
      return files.filter(({ kind }) => wanted.has(kind));
    },
    installed(path) {
      places ??= placesOf(parts);
      const place = parts.links.resolved(path);
      return place === undefined ? undefined : places.get(place);
    },
    baseRelease: parts.baseRelease,
    get entries() {
      graph ??= parts.entries(context);
      return graph;
    },
  };
  return context;
}

/** The first file that claims a place has it: two packages cannot install the same one. */
function placesOf({ files, links }: ContextParts): ReadonlyMap<string, AuditedFile> {
  const places = new Map<string, AuditedFile>();
  for (const file of files) {
    const place = file.installedPath === undefined ? undefined : links.resolved(file.installedPath);
    if (place !== undefined && !places.has(place)) places.set(place, file);
  }
  return places;
}
