import type { IssueId } from "../../kernel/index.ts";
import { quietStateIn } from "../format/quiet-records.ts";
import type { RecordState } from "../format/types.ts";
import type { Layer } from "../layers/layer.ts";
import { mergeReleases } from "../layers/releases.ts";
import { depthOfSpeaker, quietAt, type ResolvedIssue, resolveIssue } from "../model/resolve-issue.ts";
import { collectPlanned, type PlannedFix, type Tracker } from "../model/tracker.ts";
import { signalsOf } from "../signals/signals.ts";
import { buildIndex, type LiveIndex, placedLists, sameLists, updateIndex } from "./live-index.ts";
import { contributionOf, counting, mentionsIn } from "./mentions.ts";

/**
 * A tracker that is made from the one before it: everything that an edit leaves as it is, is shared. It answers what
 * `createTracker` answers of the same layers. It keeps no answer but the last: an issue is resolved when it is asked for,
 * which takes microseconds, while keeping all of them would take tens of megabytes.
 */
export interface LiveTracker extends Tracker {
  readonly index: LiveIndex;
  readonly planned: ReadonlyMap<IssueId, readonly PlannedFix[]>;
}

/** What may be judged otherwise than before. */
export type Changed = ReadonlySet<IssueId> | "everything";

const NONE: readonly never[] = [];

/** Layers must have been parsed with the same list memories as those of `before`. */
export function createLiveTracker(
  layers: readonly Layer[],
  before?: LiveTracker,
): { readonly tracker: LiveTracker; readonly changed: Changed } {
  const lists = placedLists(layers);
  const planned = collectPlanned(layers);
  if (before === undefined || !sameLists(before.index.lists, lists) || !sameRules(before.layers, layers)) {
    return { tracker: trackerOn(buildIndex(lists), layers, planned), changed: "everything" };
  }
  const { index, changed } = updateIndex(before.index, lists);
  const all = new Set(changed);
  for (const name of new Set([...before.planned.keys(), ...planned.keys()])) {
    if (!samePlans(before.planned.get(name) ?? NONE, planned.get(name) ?? NONE)) all.add(name);
  }
  return { tracker: trackerOn(index, layers, planned), changed: all };
}

function trackerOn(
  index: LiveIndex,
  layers: readonly Layer[],
  planned: ReadonlyMap<IssueId, readonly PlannedFix[]>,
): LiveTracker {
  const { lists, mentions, byPackage } = index;
  // Questions about one issue follow each other: one by one for its packages, or for the rows of a page.
  let last: { readonly name: IssueId; readonly resolved: ResolvedIssue | undefined } | undefined;
  const resolve = (name: IssueId): ResolvedIssue | undefined => {
    const found = mentions.get(name);
    const own = found?.some(({ at }) => lists[at]?.list.kind === "issues") ?? false;
    const contributions = counting(found ?? NONE, lists).map((mention) => contributionOf(mention, lists));
    const quiet = own && layers.length === 1 ? undefined : quietState(index, name, depthOfSpeaker(contributions));
    if (found === undefined && quiet === undefined) return undefined;
    return resolveIssue(name, contributions, quiet ?? "normal");
  };
  return {
    index,
    planned,
    layers,
    releases: mergeReleases(layers),
    issueNames: () => namesInOrder(index),
    issue(name) {
      if (last?.name !== name) last = { name, resolved: resolve(name) };
      return last.resolved;
    },
    issuesOfPackage: (name) => [...(byPackage.get(name) ?? NONE)],
    plannedFor: (name) => planned.get(name) ?? NONE,
    signalsOf: (name) => signalsOf(layers, name),
  };
}

function* namesInOrder({ lists }: LiveIndex): Generator<IssueId, void> {
  const seen = new Set<IssueId>();
  for (const [at, { list }] of lists.entries()) {
    for (const piece of list.pieces) {
      for (const [name] of mentionsIn(piece, at)) {
        if (seen.has(name)) continue;
        seen.add(name);
        yield name;
      }
    }
  }
}

function quietState({ lists, quiet }: LiveIndex, name: IssueId, speaker: number): RecordState | undefined {
  let state: RecordState | undefined;
  lists.forEach(({ list, depth }, at) => {
    if (list.kind === "issues") state = quietAt(quietStateIn(quiet[at] as Float64Array, name), depth, speaker) ?? state;
  });
  return state;
}

/** Configurations say which releases there are and how versions are rebuilt: every verdict follows from them. */
function sameRules(before: readonly Layer[], after: readonly Layer[]): boolean {
  const rules = (layers: readonly Layer[]): string =>
    JSON.stringify(layers.map(({ name, config }) => [name, config ?? null]));
  return rules(before) === rules(after);
}

function samePlans(before: readonly PlannedFix[], after: readonly PlannedFix[]): boolean {
  const text = (fixes: readonly PlannedFix[]): string =>
    fixes.map((fix) => [fix.package, fix.release, fix.version].join(" ")).join("\n");
  return text(before) === text(after);
}
