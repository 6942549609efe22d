import { createFileMaker } from "../audited-file.ts";
import { auditedTree } from "../audited-tree.ts";
import { buildGraph } from "../entries/build-graph.ts";
import { leadersTo } from "../entries/leaders.ts";
import type { AuditContext, AuditedFile, EntryGraph, Finding, Rule } from "../model.ts";
import { runRules } from "../run.ts";
import type { TreeShape } from "../source-tree.ts";
import { diskSource, type FileSource } from "../tree/source.ts";
import type { Tree, TreeLink, TreeTrouble } from "../tree/walk.ts";
import { keepTroubles } from "../troubles.ts";
import { EVERYTHING_STARTED, narrowed } from "./narrowed.ts";

/** One of the two states that are compared: what changed, as it is there, and the whole of it for when it is asked for. */
export interface State {
  /** What changed. */
  readonly files: readonly AuditedFile[];
  /** What is called like rules of sudo, whatever else it is. */
  readonly sudoers: () => readonly AuditedFile[];
  /** Everything that ships or builds what does. */
  readonly whole: () => AuditContext;
  /** What changed, and by which ways of the whole it is reached. */
  readonly asReached: () => AuditContext;
  /** What changed, as if root started it. */
  readonly asStarted: () => AuditContext;
  readonly judged: (context: AuditContext, rules: readonly Rule[]) => readonly Finding[];
}

/** What a state holds altogether. */
export interface Held {
  readonly sources: readonly FileSource[];
  readonly links: readonly TreeLink[];
}

interface Whole {
  readonly context: AuditContext;
  /** Of the image, by their places. */
  readonly links: ReadonlyMap<string, string>;
}

/** Makes the two states. A file that did not change and has the same place is one file in both, and parsed once. */
export function stateMaker(tree: Tree, changed: ReadonlySet<string>) {
  const make = createFileMaker("tree");
  const known = new Map<string, AuditedFile>();

  const wholeOf = (shape: TreeShape, files: readonly AuditedFile[], { sources, links }: Held): Whole => {
    const own = new Map(files.map((file) => [file.path, file]));
    const isWanted = ({ path }: FileSource): boolean =>
      changed.has(path) || ["image", "build"].includes(shape.placeOf(path).fate);
    const { context, byPlace } = auditedTree({
      scope: "tree",
      ...shape,
      sources: sources.filter(isWanted),
      links,
      troubles: tree.troubles,
      make,
      known: (path, place) => {
        const same = changed.has(path) ? own.get(path) : known.get(path);
        return same?.fate === place.fate && same.installedPath === place.installedPath ? same : undefined;
      },
    });
    for (const file of context.files) if (!changed.has(file.path)) known.set(file.path, file);
    return { context, links: byPlace };
  };

  return (shape: TreeShape, sources: readonly FileSource[], held: () => Held): State => {
    const troubles: TreeTrouble[] = [];
    const tell = (trouble: TreeTrouble): void => void troubles.push(trouble);
    const files = sources.flatMap((source) => make(source, shape.placeOf(source.path), tell) ?? []);
    const all = remembered(() => wholeOf(shape, files, held()));
    const whole = (): AuditContext => all().context;
    const few = (entries: () => EntryGraph): AuditContext => {
      const context = narrowed({ files, baseRelease: shape.baseRelease, whole, entries });
      keepTroubles(context, troubles);
      return context;
    };
    return {
      files,
      whole,
      sudoers: () =>
        tree.files
          .filter(({ path }) => path.includes("sudo"))
          .flatMap(({ path, raw }) => make(diskSource(path, raw), shape.placeOf(path), () => undefined) ?? []),
      asReached: () => few(() => buildGraph(whole(), leadersTo(files, whole(), all().links))),
      asStarted: () => few(() => EVERYTHING_STARTED),
      judged: (context, rules) => runRules(context, rules, (path) => shape.placeOf(path).fate),
    };
  };
}

function remembered<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
