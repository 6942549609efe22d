import type { ProcessRunner } from "../kernel/index.ts";
import { addedFindings } from "./base/added.ts";
import { changedSettings } from "./base/changed-settings.ts";
import type { Comparison } from "./base/changes.ts";
import { earlierShape } from "./base/earlier-shape.ts";
import { type EarlierTree, earlierTree } from "./base/earlier-tree.ts";
import { mayMove } from "./base/moves.ts";
import { type State, stateMaker } from "./base/state.ts";
import { hasSameWays, staysWithin } from "./base/stays-within.ts";
import { areJudgedAlone } from "./base/sudo-rules.ts";
import type { Finding, Rule } from "./model.ts";
import { type AuditReport, reportOf } from "./report.ts";
import type { Configuration } from "./ships/configuration/read-configuration.ts";
import { shapeOf, textReader } from "./source-tree.ts";
import { diskSource } from "./tree/source.ts";
import type { Tree } from "./tree/walk.ts";

export interface BaseRequest {
  readonly path: string;
  readonly tree: Tree;
  readonly configuration: Configuration | undefined;
  readonly rules: readonly Rule[];
  /** With the revision that counts as before. */
  readonly comparison: Comparison;
  readonly processes: ProcessRunner;
}

/** What is judged: a tree now and as it was. */
interface Compared {
  readonly now: State;
  readonly old: State;
  readonly earlier: EarlierTree;
  readonly rules: readonly Rule[];
}

/**
 * Audits what a change adds: the findings now without those of before. Of most changes the changed files alone are judged.
 * A change that may make findings elsewhere has both states judged whole; files that did not change and do not ship are left
 * out, since they have notes alone and start nothing.
 */
export async function auditBase(request: BaseRequest): Promise<AuditReport> {
  const { path, tree, configuration, rules, comparison, processes } = request;
  const paths = tree.files.map((file) => file.path);
  const shape = shapeOf(tree.directories, paths, textReader(tree), configuration);
  const earlier = await earlierTree(path, tree, comparison, processes);
  const moves = mayMove(earlier, shape, paths);
  const oldShape = moves ? await earlierShape(earlier, configuration) : shape;
  const stateOf = stateMaker(tree, earlier.changed);
  const sources = (files: Tree["files"]) => files.map((file) => diskSource(file.path, file.raw));
  const compared: Compared = {
    now: stateOf(shape, sources(tree.files.filter((file) => earlier.changed.has(file.path))), () => ({
      sources: sources(tree.files),
      links: tree.links,
    })),
    old: stateOf(oldShape, earlier.files, earlier.held),
    earlier,
    rules,
  };
  const { now, old } = compared;
  const change = { now: now.files, old: old.files, hasLinks: earlier.hasLinks };
  const isLinked = now.hasLinkedRules() || old.hasLinkedRules();
  const isWhole = moves || isLinked || !staysWithin(change, now.installed, now.sudoers);
  const report = isWhole ? ofWholeTrees(compared) : ofChangedFiles(compared, hasSameWays(change));
  const judgedBefore = () => old.judged(old.whole(), rules);
  const changed = await changedSettings({ earlier, tree, configuration, shape, added: report.findings, judgedBefore });
  return { ...report, changed };
}

function ofWholeTrees(compared: Compared): AuditReport {
  const { now, old, rules } = compared;
  const context = now.whole();
  const found = now.judged(context, rules);
  const findings = found.length === 0 ? [] : added(compared, found, old.judged(old.whole(), rules));
  return { ...reportOf(context, found), findings };
}

/**
 * Judges the changed files first as if everything were started: what is found so and was found before is not added, and
 * nothing else of the tree is read. What is left is judged by how it is reached. `hasSameWays` is that in both states.
 */
function ofChangedFiles(compared: Compared, sameWays: boolean): AuditReport {
  const { now, old, rules } = compared;
  const context = now.asReached();
  const most = now.judged(now.asStarted(), rules);
  const isCompared = most.length > 0 && sameWays;
  const left = isCompared ? added(compared, most, old.judged(old.asStarted(), rules)) : most;
  if (left.length === 0) return { ...reportOf(context, []), findings: [] };
  const found = now.judged(context, judgedBeside(now, left, rules));
  const ids = new Set(left.map(({ fingerprint }) => fingerprint));
  const findings = isCompared
    ? found.filter(({ fingerprint }) => ids.has(fingerprint))
    : added(compared, found, old.judged(old.asReached(), rules));
  return { ...reportOf(context, found), findings };
}

/** Rules of sudo look at all sudo rules where those of other files say how bad the changed ones are. */
function judgedBeside(now: State, left: readonly Finding[], rules: readonly Rule[]): readonly Rule[] {
  const sudoers = now.files.filter(({ kind }) => kind === "sudoers");
  const isAlone = !left.some((finding) => finding.class === "c") || areJudgedAlone(sudoers, now.installed);
  if (isAlone) return rules;
  const changed = new Set(now.files.map(({ path }) => path));
  return rules.map((rule) =>
    rule.class === "c"
      ? { ...rule, detect: () => [...rule.detect(now.whole())].filter(({ path }) => changed.has(path)) }
      : rule,
  );
}

function added({ now, earlier }: Compared, found: readonly Finding[], before: readonly Finding[]): readonly Finding[] {
  const files = new Map(now.files.map((file) => [file.path, file]));
  const textOf = (path: string): string =>
    (files.get(path) ?? now.whole().files.find((one) => one.path === path))?.text() ?? "";
  return addedFindings(found, before, {
    gone: earlier.gone,
    lineOf: ({ path, line }) => textOf(path).split("\n")[line - 1] ?? "",
  });
}
