import type { ProcessRunner } from "../kernel/index.ts";
import { createFileMaker } from "./audited-file.ts";
import { auditedTree } from "./audited-tree.ts";
import { addedFindings } from "./base/added.ts";
import type { Comparison } from "./base/changes.ts";
import { type EarlierTree, earlierTree } from "./base/earlier-tree.ts";
import { mayMove } from "./base/moves.ts";
import { EVERYTHING_STARTED, narrowed } from "./base/narrowed.ts";
import { hasSameWays, staysWithin } from "./base/stays-within.ts";
import type { AuditContext, AuditedFile, EntryGraph, Finding, Rule } from "./model.ts";
import { type AuditReport, reportOf } from "./report.ts";
import { runRules } from "./run.ts";
import { CONFIGURATION_FILE, configurationOf } from "./ships/configuration/load-configuration.ts";
import type { Configuration } from "./ships/configuration/read-configuration.ts";
import { shapeOf, type TreeShape, textReader } from "./source-tree.ts";
import { diskSource, type FileSource } from "./tree/source.ts";
import type { Tree, TreeLink, TreeTrouble } from "./tree/walk.ts";
import { keepTroubles } from "./troubles.ts";

export interface BaseRequest {
  readonly path: string;
  readonly tree: Tree;
  readonly configuration: Configuration | undefined;
  readonly rules: readonly Rule[];
  /** With the revision that counts as before. */
  readonly comparison: Comparison;
  readonly processes: ProcessRunner;
}

/** One of the two states that are compared: what changed, as it is there, and the whole of it for when it is asked for. */
interface State {
  readonly shape: TreeShape;
  readonly files: readonly AuditedFile[];
  readonly troubles: readonly TreeTrouble[];
  readonly whole: () => AuditContext;
  /** What is called like rules of sudo, whatever else it is. */
  readonly sudoers: () => readonly AuditedFile[];
}

/**
 * Audits what a change adds: the findings now without those of before. Of most changes the changed files alone are judged,
 * first as if everything were started: what is found so and was found before is not added, and nothing else of the tree is
 * read. What is left is judged by how it is reached. A change that may make findings elsewhere has both states judged whole;
 * files that did not change and do not ship are left out, since they have notes alone and start nothing.
 */
export async function auditBase({
  path,
  tree,
  configuration,
  rules,
  comparison,
  processes,
}: BaseRequest): Promise<AuditReport> {
  const paths = tree.files.map((file) => file.path);
  const shape = shapeOf(tree.directories, paths, textReader(tree), configuration);
  const earlier = await earlierTree(path, tree, comparison, processes);
  const { changed, gone } = earlier;
  const moves = mayMove(earlier, shape, paths);
  const oldShape = moves ? await shapeThen(earlier, configuration) : shape;
  const stateOf = stateMaker(tree, changed);
  const nowSources = tree.files.filter((file) => changed.has(file.path)).map((file) => diskSource(file.path, file.raw));
  const now = stateOf(shape, nowSources, () => ({
    sources: tree.files.map((file) => diskSource(file.path, file.raw)),
    links: tree.links,
  }));
  const old = stateOf(oldShape, earlier.files, earlier.held);

  const judged = (state: State, context: AuditContext): readonly Finding[] =>
    runRules(context, rules, (file) => state.shape.placeOf(file).fate);
  const few = (state: State, graph?: EntryGraph): AuditContext => {
    const context = narrowed(state.files, state.shape.baseRelease, state.whole, graph);
    keepTroubles(context, state.troubles);
    return context;
  };
  const added = (found: readonly Finding[], before: readonly Finding[]): readonly Finding[] => {
    const files = new Map(now.files.map((file) => [file.path, file]));
    const textOf = (file: string): string =>
      (files.get(file) ?? now.whole().files.find((one) => one.path === file))?.text() ?? "";
    return addedFindings(found, before, { gone, lineOf: (one) => textOf(one.path).split("\n")[one.line - 1] ?? "" });
  };

  const change = { now: now.files, old: old.files, hasLinks: earlier.hasLinks };
  if (moves || !staysWithin(change, now.whole, now.sudoers)) {
    const context = now.whole();
    const found = judged(now, context);
    const findings = found.length === 0 ? [] : added(found, judged(old, old.whole()));
    return { ...reportOf(context, found), findings };
  }
  const context = few(now);
  const most = judged(now, few(now, EVERYTHING_STARTED));
  const left = most.length > 0 && hasSameWays(change) ? added(most, judged(old, few(old, EVERYTHING_STARTED))) : most;
  if (left.length === 0) return { ...reportOf(context, []), findings: [] };
  const found = judged(now, context);
  const ids = new Set(left.map(({ fingerprint }) => fingerprint));
  const findings =
    left === most ? added(found, judged(old, few(old))) : found.filter((one) => ids.has(one.fingerprint));
  return { ...reportOf(context, found), findings };
}

interface Held {
  readonly sources: readonly FileSource[];
  readonly links: readonly TreeLink[];
}

/** Makes the two states. A file that did not change and has the same place is one file in both, and parsed once. */
function stateMaker(tree: Tree, changed: ReadonlySet<string>) {
  const make = createFileMaker("tree");
  const known = new Map<string, AuditedFile>();
  return (shape: TreeShape, sources: readonly FileSource[], held: () => Held): State => {
    const troubles: TreeTrouble[] = [];
    const tell = (trouble: TreeTrouble): void => void troubles.push(trouble);
    const files = sources.flatMap((source) => make(source, shape.placeOf(source.path), tell) ?? []);
    const whole = remembered(() => {
      const own = new Map(files.map((file) => [file.path, file]));
      const { sources: all, links } = held();
      const isWanted = ({ path: file }: FileSource): boolean =>
        changed.has(file) || ["image", "build"].includes(shape.placeOf(file).fate);
      const { context } = auditedTree({
        scope: "tree",
        ...shape,
        sources: all.filter(isWanted),
        links,
        troubles: tree.troubles,
        make,
        known: (file, place) => {
          const same = changed.has(file) ? own.get(file) : known.get(file);
          return same?.fate === place.fate && same.installedPath === place.installedPath ? same : undefined;
        },
      });
      for (const file of context.files) if (!changed.has(file.path)) known.set(file.path, file);
      return context;
    });
    const sudoers = (): readonly AuditedFile[] =>
      tree.files
        .filter((file) => file.path.includes("sudo"))
        .flatMap(({ path, raw }) => make(diskSource(path, raw), shape.placeOf(path), () => undefined) ?? []);
    return { shape, files, troubles, whole, sudoers };
  };
}

async function shapeThen(earlier: EarlierTree, configuration: Configuration | undefined): Promise<TreeShape> {
  const before = earlier.changed.has(CONFIGURATION_FILE)
    ? await usable(earlier.textOf(CONFIGURATION_FILE))
    : configuration;
  const { sources, directories } = earlier.held();
  const paths = sources.map((source) => source.path);
  return shapeOf(directories, paths, earlier.textOf, before);
}

/** A configuration that was broken then said nothing. */
async function usable(text: string): Promise<Configuration | undefined> {
  return text === "" ? undefined : configurationOf(text).catch(() => undefined);
}

function remembered<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
