import { createFileMaker, type FileMaker } from "../audited-file.ts";
import { auditedTree } from "../audited-tree.ts";
import { buildGraph } from "../entries/build-graph.ts";
import { leadersTo } from "../entries/leaders.ts";
import type { AuditContext, AuditedFile, EntryGraph, Finding, Rule } from "../model.ts";
import { runRules } from "../run.ts";
import type { TreeShape } from "../source-tree.ts";
import { imageLinks } from "../tree/image-links.ts";
import { linkedRules, mayLeadToRules } from "../tree/linked-rules.ts";
import { diskSource, type FileSource } from "../tree/source.ts";
import type { Tree, TreeTrouble } from "../tree/walk.ts";
import { keepTroubles } from "../troubles.ts";
import { EVERYTHING_STARTED, narrowed } from "./narrowed.ts";
import { type Held, standingAt } from "./standing-at.ts";
import { unchangedFiles } from "./unchanged-files.ts";

/** One of the two states that are compared: what changed, as it is there, and the whole of it for when it is asked for. */
export interface State {
  /** What changed. */
  readonly files: readonly AuditedFile[];
  /** What is called like rules of sudo, whatever else it is. */
  readonly sudoers: () => readonly AuditedFile[];
  /** Whether anything that changed is what a link leads sudo to. */
  readonly hasLinkedRules: () => boolean;
  /** Everything that ships or builds what does. */
  readonly whole: () => AuditContext;
  /** The file at a place of the image; nothing else is opened for it. */
  readonly installed: AuditContext["installed"];
  /** What changed, and by which ways of the whole it is reached. */
  readonly asReached: () => AuditContext;
  /** What changed, as if root started it. */
  readonly asStarted: () => AuditContext;
  readonly judged: (context: AuditContext, rules: readonly Rule[]) => readonly Finding[];
}

interface Whole {
  readonly context: AuditContext;
  /** Of the image, by their places. */
  readonly links: ReadonlyMap<string, string>;
}

/** Makes the two states. A file that did not change and has the same place is one file in both, and parsed once. */
export function stateMaker(tree: Tree, changed: ReadonlySet<string>) {
  const make = createFileMaker("tree");
  const unchanged = unchangedFiles(make);

  // What one state's links lead to both have: that of now is looked at first.
  const reached = new Set<string>();
  const wholeOf = (shape: TreeShape, fileAt: FileMaker, { sources, links }: Held): Whole => {
    for (const path of linkedIn(shape, { sources, links }).keys()) reached.add(path);
    const isWanted = ({ path }: FileSource): boolean => {
      if (changed.has(path) || reached.has(path)) return true;
      const { fate } = shape.placeOf(path);
      return fate === "image" || fate === "build";
    };
    const { context, byPlace } = auditedTree({
      scope: "tree",
      ...shape,
      sources: sources.filter(isWanted),
      links,
      troubles: tree.troubles,
      make: fileAt,
    });
    return { context, links: byPlace };
  };

  return (shape: TreeShape, sources: readonly FileSource[], held: () => Held): State => {
    const troubles: TreeTrouble[] = [];
    const files = sources.flatMap(
      (source) => make(source, shape.placeOf(source.path), (trouble) => void troubles.push(trouble)) ?? [],
    );
    const own = new Map(files.map((file) => [file.path, file]));
    const elsewhere = unchangedFiles(make);
    const fileAt: FileMaker = (source, place, tell) => {
      if (!changed.has(source.path)) return unchanged(source, place, tell);
      // A link puts it where sudo reads it.
      if (place.installedPath !== shape.placeOf(source.path).installedPath) return elsewhere(source, place, tell);
      for (const trouble of troubles) if (trouble.path === source.path) tell(trouble);
      return own.get(source.path);
    };
    const here = remembered(held);
    const all = remembered(() => wholeOf(shape, fileAt, here()));
    const whole = (): AuditContext => all().context;
    const installed = standingAt(here, shape.placeOf, fileAt, whole);
    const few = (entries: () => EntryGraph): AuditContext => {
      const context = narrowed({ files, baseRelease: shape.baseRelease, installed, whole, entries });
      keepTroubles(context, troubles);
      return context;
    };
    return {
      files,
      whole,
      installed,
      hasLinkedRules: () =>
        mayLeadToRules(tree.links) && [...linkedIn(shape, here()).keys()].some((path) => changed.has(path)),
      sudoers: () =>
        tree.files
          .filter(({ path }) => path.includes("sudo"))
          .flatMap(({ path, raw }) => {
            const source = diskSource(path, raw);
            const by = changed.has(path) ? make : unchanged;
            return by(source, shape.placeOf(path), () => undefined) ?? [];
          }),
      asReached: () => few(() => buildGraph(whole(), leadersTo(files, whole(), all().links))),
      asStarted: () => few(() => EVERYTHING_STARTED),
      judged: (context, rules) => runRules(context, rules, (path) => shape.placeOf(path).fate),
    };
  };
}

/** Files that sudo reads through a link, by their paths. */
function linkedIn({ placeOf }: TreeShape, { sources, links }: Held): ReadonlyMap<string, string> {
  if (!mayLeadToRules(links)) return new Map();
  const byPlace = links.flatMap(({ path, target }): [string, string][] => {
    const { installedPath } = placeOf(path);
    return installedPath === undefined ? [] : [[installedPath, target]];
  });
  const { resolved } = imageLinks(new Map(byPlace));
  return linkedRules({ links, sources, placeOf, resolved, tell: () => undefined });
}

function remembered<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
