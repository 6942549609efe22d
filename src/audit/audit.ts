import { statSync } from "node:fs";
import { type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { readSourceTree } from "./audit-tree.ts";
import type { AuditScope, Finding, Rule } from "./model.ts";
import { RULES } from "./registry.ts";
import { runRules } from "./run.ts";

export interface AuditRequest {
  readonly path: string;
  readonly scope: AuditScope;
  /** Ids of rules or letters of classes; none: all. */
  readonly rules: readonly string[];
  readonly processes: ProcessRunner;
}

export interface AuditReport {
  readonly scope: AuditScope;
  /** How many files of a kind were audited. */
  readonly files: number;
  readonly findings: readonly Finding[];
}

/** Audits a tree. Throws INPUT_INVALID when it cannot be read at all, USAGE for a rule that does not exist. */
export async function audit({ path, scope, rules }: AuditRequest): Promise<AuditReport> {
  const chosen = chosenRules(rules);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new SamedayError("INPUT_INVALID", `${path} is no directory that can be read.`);
  const { context, fateOf } = readSourceTree(path);
  return { scope, files: context.files.length, findings: runRules(context, chosen, fateOf) };
}

/** What the audit says about its own input always runs: without it, the silence of the others means nothing. */
export function chosenRules(wanted: readonly string[]): readonly Rule[] {
  for (const word of wanted) {
    if (!RULES.some(({ id, class: letter }) => id === word || letter === word))
      throw new SamedayError("USAGE", `There is no rule or class "${word}".`);
  }
  if (wanted.length === 0) return RULES;
  return RULES.filter(({ id, class: letter }) => letter === "x" || wanted.includes(id) || wanted.includes(letter));
}
