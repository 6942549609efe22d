import type { ProcessRunner } from "../kernel/index.ts";
import { createFileMaker } from "./audited-file.ts";
import { type AuditedTree, auditedTree } from "./audited-tree.ts";
import { addedFindings } from "./base/added.ts";
import type { Comparison } from "./base/changes.ts";
import { type EarlierTree, earlierTree } from "./base/earlier-tree.ts";
import { narrowed, staysWithin } from "./base/narrowed.ts";
import type { AuditContext, AuditedFile, Finding, Rule } from "./model.ts";
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

/** One of the two states that are compared. */
interface State {
  readonly shape: TreeShape;
  readonly sources: readonly FileSource[];
  readonly links: readonly TreeLink[];
  readonly troubles: readonly TreeTrouble[];
}

/**
 * Audits what a change adds: the findings now without those of before. A program that changes can have findings of its own
 * alone, and then the rest of the tree is read only when one of them asks how it is reached. A change of what starts
 * programs, or of what says where files go, has both states judged whole; files that did not change and do not ship are left
 * out, since they have notes alone and start nothing.
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
  const now: State = {
    shape: shapeOf(tree.directories, paths, textReader(tree), configuration),
    sources: tree.files.map((file) => diskSource(file.path, file.raw)),
    links: tree.links,
    troubles: tree.troubles,
  };
  const earlier = await earlierTree(path, tree, comparison, processes);
  const old = remembered(() => earlierState(earlier, tree, configuration));
  const make = createFileMaker("tree");
  const known = new Map<string, AuditedFile | undefined>();

  const changedFiles = ({ sources, shape }: State, tell: (trouble: TreeTrouble) => void): readonly AuditedFile[] =>
    sources
      .filter((source) => earlier.changed.has(source.path))
      .flatMap((source) => make(source, shape.placeOf(source.path), tell) ?? []);
  const wholeOf = (state: State, changed: readonly AuditedFile[]): AuditedTree => {
    const own = new Map(changed.map((file) => [file.path, file]));
    const isWanted = ({ path: file }: FileSource): boolean =>
      earlier.changed.has(file) || ["image", "build"].includes(state.shape.placeOf(file).fate);
    const whole = auditedTree({
      scope: "tree",
      ...state,
      ...state.shape,
      sources: state.sources.filter(isWanted),
      make,
      known: (file, place) => {
        const same = earlier.changed.has(file) ? own.get(file) : known.get(file);
        return same?.fate === place.fate && same.installedPath === place.installedPath ? same : undefined;
      },
    });
    for (const file of whole.context.files) if (!earlier.changed.has(file.path)) known.set(file.path, file);
    return whole;
  };

  const told: TreeTrouble[] = [];
  const filesNow = changedFiles(now, (trouble) => told.push(trouble));
  const filesOld = earlier.hadChanged ? changedFiles(await old(), () => undefined) : [];
  const isNarrow = staysWithin(earlier.changed, [...filesNow, ...filesOld]);
  const judge = (
    state: State,
    changed: readonly AuditedFile[],
  ): { context: AuditContext; found: readonly Finding[] } => {
    const whole = remembered(() => wholeOf(state, changed));
    const context = isNarrow ? narrowed(changed, state.shape.baseRelease, () => whole().context) : whole().context;
    if (isNarrow) keepTroubles(context, told);
    return { context, found: runRules(context, rules, (file) => state.shape.placeOf(file).fate) };
  };

  const { context, found } = judge(now, filesNow);
  const report = reportOf(context, found);
  if (found.length === 0 || earlier.changed.size === 0) return { ...report, findings: [] };
  const texts = new Map(context.files.map((file) => [file.path, file]));
  const findings = addedFindings(found, judge(await old(), filesOld).found, {
    gone: earlier.gone,
    lineOf: ({ path: file, line }) => texts.get(file)?.text().split("\n")[line - 1] ?? "",
  });
  return { ...report, findings };
}

async function earlierState(
  earlier: EarlierTree,
  tree: Tree,
  configuration: Configuration | undefined,
): Promise<State> {
  const before = earlier.changed.has(CONFIGURATION_FILE)
    ? await usable(earlier.textOf(CONFIGURATION_FILE))
    : configuration;
  const { sources, links, directories } = earlier.held();
  const paths = sources.map((source) => source.path);
  return {
    shape: shapeOf(directories, paths, earlier.textOf, before),
    sources,
    links,
    troubles: tree.troubles,
  };
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
