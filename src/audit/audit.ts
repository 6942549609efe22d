import { type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { auditBase } from "./audit-base.ts";
import { createFileMaker } from "./audited-file.ts";
import { compareWith } from "./base/changes.ts";
import { checkPlace } from "./check-place.ts";
import { checkRules, chosenRules } from "./chosen-rules.ts";
import type { AuditScope } from "./model.ts";
import { type AuditReport, reportOf } from "./report.ts";
import { runRules, type TellProgress } from "./run.ts";
import { loadConfiguration } from "./ships/configuration/load-configuration.ts";
import { readSourceTree } from "./source-tree.ts";
import { walkTree } from "./tree/walk.ts";

export interface AuditRequest {
  readonly path: string;
  readonly scope: AuditScope;
  /** Ids of rules or letters of classes; none: all. */
  readonly rules: readonly string[];
  /** A revision of the checkout: only what was added since counts. */
  readonly base?: string;
  /** Hears how far a long audit has come. */
  readonly tell?: TellProgress;
  readonly processes: ProcessRunner;
}

/**
 * Audits a source tree or an image. Throws INPUT_INVALID when it cannot be read at all, USAGE for a rule or revision that
 * does not exist.
 */
export async function audit({ path, scope, rules: wanted, base, tell, processes }: AuditRequest): Promise<AuditReport> {
  await checkRules(wanted);
  const rules = chosenRules(wanted);
  const state = checkPlace(path, scope);
  if (scope === "image") {
    if (base !== undefined) throw new SamedayError("USAGE", "--base compares source trees; an image has no revisions.");
    const { auditImage } = await import("./image/audit-image.ts");
    return auditImage({ path, isFile: state.isFile(), rules, processes, tell });
  }
  // git looks at the checkout while the tree is listed.
  const comparison = base === undefined ? undefined : await compareWith(path, base, processes);
  const tree = walkTree(path, { isSource: true });
  if (tree.troubles.some((trouble) => trouble.path === "."))
    throw new SamedayError("INPUT_INVALID", `${path} cannot be read.`);
  const configuration = await loadConfiguration(path);
  if (comparison) return auditBase({ path, tree, configuration, rules, comparison, processes });
  const { context, fateOf } = readSourceTree(tree, createFileMaker("tree"), configuration);
  return reportOf(context, runRules(context, rules, fateOf));
}
