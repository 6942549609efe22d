import type { AuditContext, AuditedFile, EntryPath, Severity } from "../model.ts";
import { accountsWithRights } from "./accounts.ts";

const BIN = /^\/(?:usr\/(?:local\/)?)?(?:s?bin|games)\/[^/]+$/;
const PACKAGES = /\/(?:dist|site)-packages\//;
const IMPORTED: ReadonlySet<string> = new Set(["module", "library"]);

/** How bad it is when somebody else's code runs in this program, and by which way they come. */
export interface Grade {
  readonly severity: Severity;
  readonly entryPath: EntryPath | undefined;
}

/** Whose rights a way gives: those of root, or of an account that may become root, weigh more than those of a session. */
export function severityOfPath(context: AuditContext, { privilege, runsAs }: EntryPath): Severity {
  if (privilege === "root") return "high";
  const hasRights = privilege === "service" && runsAs !== undefined && accountsWithRights(context).has(runsAs);
  return hasRights ? "high" : "medium";
}

/**
 * The grade of a file as a program: by the ways to it, else by its place. Undefined when nobody starts it: it is a library,
 * or a file without executable bit that nothing names.
 */
export function gradeOfProgram(context: AuditContext, file: AuditedFile): Grade | undefined {
  const ways = file.installedPath === undefined ? [] : context.entries.of(file.installedPath);
  const started = ways.filter(({ steps }) => !IMPORTED.has(steps.at(-1)?.what ?? ""));
  const graded = worst(context, started);
  if (graded) return graded;
  const place = file.installedPath ?? `/${file.path}`;
  if (BIN.test(place)) return { severity: "medium", entryPath: undefined };
  if ((file.mode & 0o111) === 0 && !file.isProgram) {
    const isNamed = file.installedPath === undefined && context.entries.isStartedByName(file.path);
    return isNamed ? { severity: "medium", entryPath: undefined } : undefined;
  }
  return { severity: PACKAGES.test(place) || ways.length > 0 ? "low" : "medium", entryPath: ways[0] };
}

/** The grade of a line in a file that runs it, be it as a program or as a library. */
export function gradeOfLine(context: AuditContext, file: AuditedFile): Grade {
  const ways = file.installedPath === undefined ? [] : context.entries.of(file.installedPath);
  return worst(context, ways) ?? { severity: "medium", entryPath: undefined };
}

function worst(context: AuditContext, ways: readonly EntryPath[]): Grade | undefined {
  const graded = ways.map((entryPath) => ({ severity: severityOfPath(context, entryPath), entryPath }));
  return graded.find(({ severity }) => severity === "high") ?? graded[0];
}
