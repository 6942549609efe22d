import type { ChangedSettings } from "./base/changed-settings.ts";
import type { AuditContext, AuditScope, Finding } from "./model.ts";

/** What a run found, before waivers. */
export interface AuditReport {
  readonly scope: AuditScope;
  /** How many files of a kind were audited. */
  readonly files: number;
  readonly findings: readonly Finding[];
  /** With a revision to compare with: what the change does to the tree's own configuration and waivers. */
  readonly changed?: ChangedSettings;
  /** The text of an audited file, for the lines around a finding; undefined for what was not audited. */
  readonly textOf: (path: string) => string | undefined;
}

export function reportOf(context: AuditContext, findings: readonly Finding[]): AuditReport {
  return {
    scope: context.scope,
    files: context.files.length,
    findings,
    textOf: (path) => context.files.find((file) => file.path === path)?.text(),
  };
}
