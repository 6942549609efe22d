import type { EntryPath, EntryStep, Finding } from "../model.ts";
import type { Waiver } from "../waivers/types.ts";
import { type AuditAnswer, sumsOf } from "./report.ts";

export interface FindingJson {
  readonly rule: string;
  readonly class: string;
  readonly path: string;
  readonly line: number;
  readonly severity: string;
  readonly message: string;
  readonly fingerprint: string;
  /** The steps that an attacker takes, from where privilege starts; empty when no way is known. */
  readonly entry_path: readonly EntryStep[];
  /** With whose rights it runs that way, and what of it the caller controls. */
  readonly entry: {
    readonly privilege: string;
    readonly runs_as: string | null;
    readonly caller_controls: readonly string[];
  } | null;
}

/** The answer of `--format json`: one object. Paths and texts are as the audited tree has them, so they are no safe terminal text. */
export function jsonReport(report: AuditAnswer) {
  return {
    scope: report.scope,
    files: report.files,
    summary: sumsOf(report),
    findings: report.findings.map(findingJson),
    suppressed: report.suppressed.map(({ finding, waiver, isNew = false }) => ({
      ...findingJson(finding),
      waiver: { ...waiverJson(waiver), added_by_change: isNew },
    })),
    uncounted: (report.uncounted ?? []).map(findingJson),
  };
}

function findingJson(finding: Finding): FindingJson {
  const { rule, path, line, severity, message, fingerprint, entryPath } = finding;
  const steps = (entryPath?.steps ?? []).map((step) => ({
    what: step.what,
    says: step.says,
    path: step.path,
    line: step.line,
  }));
  return {
    rule,
    class: finding.class,
    path,
    line,
    severity,
    message,
    fingerprint,
    entry_path: steps,
    entry: entryJson(entryPath),
  };
}

function entryJson(entry: EntryPath | undefined): FindingJson["entry"] {
  if (!entry) return null;
  return { privilege: entry.privilege, runs_as: entry.runsAs ?? null, caller_controls: entry.callerControls };
}

function waiverJson({ reason, owner, created, expires, ticket, place }: Waiver) {
  return { reason, owner, created: dayOf(created), expires: dayOf(expires), ticket, line: place.line };
}

/** `2026-11-22`. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
