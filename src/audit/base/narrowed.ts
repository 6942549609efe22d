import { createContext } from "../context.ts";
import type { AuditContext, AuditedFile, EntryGraph } from "../model.ts";
import { imageLinks } from "../tree/image-links.ts";

/** A graph in which root starts every program: with it, rules find all that they could find with any other. */
export const EVERYTHING_STARTED: EntryGraph = {
  of: (path) => [
    {
      privilege: "root",
      runsAs: "root",
      callerControls: [],
      steps: [{ what: "script", says: "anything starts it", path, line: 0 }],
    },
  ],
  startedExplicitly: new Set(),
  isStartedByName: () => true,
};

/** A context that shows a few files; the whole tree is read when a rule asks what stands elsewhere, or for its graph. */
export function narrowed(
  files: readonly AuditedFile[],
  baseRelease: string | undefined,
  whole: () => AuditContext,
  entries?: EntryGraph,
): AuditContext {
  const few = createContext({
    scope: "tree",
    files,
    links: imageLinks(new Map()),
    baseRelease,
    entries: () => entries ?? whole().entries,
  });
  return {
    scope: few.scope,
    files: few.files,
    ofKind: few.ofKind,
    installed: (path) => whole().installed(path),
    baseRelease,
    get entries() {
      return few.entries;
    },
  };
}
