import type { AuditContext, AuditedFile, EntryGraph, EntryPath, EntryStep } from "../model.ts";
import { allRoots } from "./all-roots.ts";
import { type Edge, edgesOf, edgesOfLibrary, edgesOfRoot } from "./edges.ts";
import type { Leaders } from "./leaders.ts";
import { startedByName } from "./named-starts.ts";
import { createResolver } from "./resolve.ts";
import { privilegeOf } from "./roots/root.ts";

/** Longer ways are not told: each step is one that a person has to follow. */
const LONGEST = 8;
/** Ways told for one program. */
const MOST_PATHS = 6;

const ORDER: readonly EntryPath["privilege"][] = ["root", "service", "session"];

/** A program as it is reached: with whose rights, and from where. */
interface Visit {
  readonly file: AuditedFile;
  readonly path: EntryPath;
}

/**
 * The graph from where privilege starts to programs, each way of privilege and account once, the shortest first. Who asks for
 * the ways to some files alone names those that may lead there: others are not followed.
 */
export function buildGraph(context: AuditContext, leaders?: Leaders): EntryGraph {
  const resolver = createResolver(context);
  const ofPrograms = new Map<AuditedFile, readonly Edge[]>();
  const ofLibraries = new Map<AuditedFile, readonly Edge[]>();
  const leadsOf = (file: AuditedFile, asLibrary: boolean): readonly Edge[] => {
    const known = asLibrary ? ofLibraries : ofPrograms;
    const edges = known.get(file) ?? (asLibrary ? edgesOfLibrary(file, resolver) : edgesOf(file, resolver));
    known.set(file, edges);
    return edges;
  };
  const paths = new Map<string, EntryPath[]>();
  const seen = new Set<string>();
  const startedExplicitly = new Set<string>();
  let visits: Visit[] = [];
  const reach = (edge: Edge, path: EntryPath): void => {
    const { target, what } = edge;
    const place = target.installedPath;
    if (place === undefined) return;
    if (what === "interpreter") startedExplicitly.add(place);
    const id = `${path.privilege} ${path.runsAs ?? ""} ${place}`;
    const known = paths.get(place) ?? [];
    if (seen.has(id) || known.length >= MOST_PATHS) return;
    seen.add(id);
    if (known.length === 0) paths.set(place, known);
    known.push(path);
    visits.push({ file: target, path });
  };
  // Whose accounts they are is asked of every place where privilege starts, and seldom.
  let accounts: ReadonlySet<string> | undefined;
  const isOfService = (account: string): boolean => {
    accounts ??= new Set(
      allRoots(context).flatMap(({ privilege, runsAs }) => (privilege === "service" && runsAs ? [runsAs] : [])),
    );
    return accounts.has(account);
  };
  for (const { words, step, ...rights } of allRoots(leaders?.starters ?? context)) {
    const start = { words, directory: undefined, line: step.line, isGuess: false };
    for (const edge of edgesOfRoot(start, resolver)) {
      reach(edge, changed({ ...rights, steps: [step, ...stepOf(edge, step.path)] }, edge, isOfService));
    }
  }
  while (visits.length > 0) {
    const round = visits;
    visits = [];
    for (const { file, path } of round) {
      if (path.steps.length >= LONGEST || leaders?.files.has(file) === false) continue;
      for (const edge of leadsOf(file, isOfLibrary(path))) {
        const next = { ...path, steps: [...path.steps, ...stepOf(edge, file.path, true)] };
        reach(edge, changed(next, edge, isOfService));
      }
    }
  }
  for (const known of paths.values()) {
    known.sort((a, b) => ORDER.indexOf(a.privilege) - ORDER.indexOf(b.privilege) || a.steps.length - b.steps.length);
  }
  let byName: ReadonlySet<string> | undefined;
  const isStartedByName = (path: string): boolean => {
    byName ??= startedByName(context);
    return byName.has(path);
  };
  return { of: (installedPath) => paths.get(installedPath) ?? [], startedExplicitly, isStartedByName };
}

const LIBRARY: ReadonlySet<string> = new Set<Edge["what"]>(["library", "module"]);

/** A library starts programs in functions that not everybody calls: its own libraries are followed, its programs are not. */
function isOfLibrary({ steps }: EntryPath): boolean {
  return LIBRARY.has(steps.at(-1)?.what ?? "");
}

const SAYS: Readonly<Record<Edge["what"], string>> = {
  script: "which starts",
  interpreter: "which has an interpreter run",
  library: "which takes in",
  module: "which imports",
};

/** The step to a program. A root's own program needs none: the root names it. */
function stepOf(edge: Edge, from: string, isInside = false): EntryStep[] {
  if (!isInside && edge.what === "script") return [];
  const { target, what, line } = edge;
  const as = edge.account === undefined ? "" : ` as ${edge.account}`;
  return [{ what, says: `${SAYS[what]} ${target.installedPath ?? target.path}${as}`, path: from, line }];
}

/** The rights after an edge: sudo to root raises them, a change to another account lowers those of root. */
function changed(path: EntryPath, { account }: Edge, isOfService: (account: string) => boolean): EntryPath {
  if (account === undefined || account === path.runsAs) return path;
  if (privilegeOf(account) === "root") return { ...path, privilege: "root", runsAs: "root" };
  const privilege = isOfService(account) ? "service" : "session";
  return { ...path, privilege, runsAs: /^[\w.-]+$/.test(account) ? account : undefined };
}
