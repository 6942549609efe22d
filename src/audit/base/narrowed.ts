import { createContext } from "../context.ts";
import { takeAccountsFrom } from "../entries/accounts.ts";
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

/** What a narrowed context shows, and where it asks for the rest. */
export interface Few {
  readonly files: readonly AuditedFile[];
  readonly baseRelease: string | undefined;
  readonly installed: AuditContext["installed"];
  /** Read when a rule asks for the accounts of all of it. */
  readonly whole: () => AuditContext;
  readonly entries: () => EntryGraph;
}

/** A context that shows a few files of a tree. */
export function narrowed({ files, baseRelease, installed, whole, entries }: Few): AuditContext {
  const few = createContext({ scope: "tree", files, links: imageLinks(new Map()), baseRelease, entries });
  const context: AuditContext = {
    scope: few.scope,
    files: few.files,
    ofKind: few.ofKind,
    installed,
    baseRelease,
    get entries() {
      return few.entries;
    },
  };
  takeAccountsFrom(context, whole);
  return context;
}
