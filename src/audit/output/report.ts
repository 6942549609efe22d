import type { AuditScope, Finding, Rule, Severity } from "../model.ts";
import type { Waiver } from "../waivers/types.ts";

/** A finding that a waiver answers for: shown with its reason, and no hit. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly waiver: Waiver;
  /** The change that is judged brings its own waiver, or another reason or end for it. */
  readonly isNew?: boolean;
}

/** What an audit answers, before it takes a form. */
export interface AuditAnswer {
  readonly scope: AuditScope;
  /** How many files were judged. */
  readonly files: number;
  /** Notes too; in the order of the run. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** What the change that is judged takes out of the count, by saying anew what ships. */
  readonly uncounted?: readonly Finding[];
}

/** What the forms say of a rule; its detector is none of their business. */
export type RuleText = Omit<Rule, "detect" | "scopes">;

export const SEVERITIES: readonly Severity[] = ["high", "medium", "low", "note"];

/** How many findings there are of each severity, and how many were waived. */
export type Sums = Readonly<Record<Severity | "suppressed", number>>;

export function sumsOf({ findings, suppressed }: AuditAnswer): Sums {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const [high, medium, low, note] = [count("high"), count("medium"), count("low"), count("note")];
  return { high, medium, low, note, suppressed: suppressed.length };
}

/** Whether anything counts: a note is shown and never does. */
export function hasHits({ findings }: AuditAnswer): boolean {
  return findings.some(({ severity }) => severity !== "note");
}
