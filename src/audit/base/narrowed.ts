import { createContext } from "../context.ts";
import type { AuditContext, AuditedFile, FileKind } from "../model.ts";
import { imageLinks } from "../tree/image-links.ts";

/** What starts programs or says with whose rights: a change here can make a finding in a file that did not change. */
const STARTERS: ReadonlySet<FileKind> = new Set([
  ...(["sudoers", "unit", "dbus-service", "desktop", "pkla", "polkit-action", "polkit-rules"] as const),
  ...(["crontab", "dpkg-status", "statoverride"] as const),
]);
/** What says where files go. */
const SHAPE =
  /(?:^|\/)(?:\.sameday-audit\.toml|debian\/(?:control|install|[^/]+\.install)|config\/bootstrap|auto\/config)$/;

/** Whether a change can only make findings in the files that it changes. */
export function staysWithin(changed: Iterable<string>, files: readonly AuditedFile[]): boolean {
  return ![...changed].some((path) => SHAPE.test(path)) && !files.some(({ kind }) => STARTERS.has(kind));
}

/** A context that shows a few files; the whole tree is read when a rule asks how they are reached or what stands elsewhere. */
export function narrowed(
  files: readonly AuditedFile[],
  baseRelease: string | undefined,
  whole: () => AuditContext,
): AuditContext {
  const few = createContext({
    scope: "tree",
    files,
    links: imageLinks(new Map()),
    baseRelease,
    entries: () => whole().entries,
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
