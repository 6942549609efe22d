import type { AuditContext, EntryPath, RawFinding, Severity } from "../model.ts";
import { type Danger, type Directory, dangerOf } from "../parse/perl/inc/directory.ts";
import type { Change, IncChange } from "../parse/perl/inc/types.ts";

/** The worst that a change does, of these dangers; undefined when it does none of them. */
export function worstOf(
  change: Change,
  dangers: readonly Danger[],
): { readonly danger: Danger; readonly directory: Directory } | undefined {
  for (const danger of dangers) {
    const directory = change.directories.find((candidate) => dangerOf(candidate) === danger);
    if (directory) return { danger, directory };
  }
  return undefined;
}

/** How bad a search path is for the program that stands at this place of the image, and how an attacker gets there. */
export function judge(
  context: AuditContext,
  danger: Danger,
  installedPath: string | undefined,
): { readonly severity: Severity; readonly entryPath?: EntryPath } {
  const [entryPath] = installedPath === undefined ? [] : context.entries.of(installedPath);
  const isPrivileged = entryPath !== undefined && entryPath.privilege !== "session";
  const severity = danger === "program" ? "low" : isPrivileged ? "high" : "medium";
  return entryPath ? { severity, entryPath } : { severity };
}

/** What a module does in a function happens when somebody calls it; what is made for `do FILE` searches no modules. */
function lessened<T extends { readonly severity: Severity; readonly entryPath?: EntryPath }>(
  judged: T,
  { isInSub, isForDo }: Partial<IncChange>,
  { path }: { readonly path: string },
): T {
  if (isForDo) return { ...judged, severity: "note" };
  return isInSub && path.endsWith(".pm") && !judged.entryPath ? { ...judged, severity: "low" } : judged;
}

/** A finding about one change in a program. */
export function findingOf(
  context: AuditContext,
  file: { readonly path: string; readonly installedPath: string | undefined },
  change: Change & Partial<IncChange>,
  danger: Danger,
  says: string,
): RawFinding {
  return {
    path: file.path,
    line: change.line,
    message: `${change.way} ${says}`,
    ...lessened(judge(context, danger, file.installedPath), change, file),
  };
}

/** A directory in the words of a sentence. */
export function named(directory: Directory): string {
  switch (directory.from) {
    case "text":
      return directory.text === "" ? "an empty entry" : `"${cut(directory.text)}${directory.isWhole ? "" : "…"}"`;
    case "program":
    case "environment":
    case "working-directory":
      return `what ${cut(directory.by)} says`;
    default:
      return "a directory";
  }
}

/** Foreign text without control characters, at most 60 characters of it. */
function cut(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, " ");
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
}
