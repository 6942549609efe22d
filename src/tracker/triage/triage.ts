import type { IssueId } from "../../kernel/index.ts";
import type { Snapshot } from "../live/live-state.ts";
import type { Piece } from "../live/piece.ts";
import type { Suggestion } from "./decision.ts";
import { TriageMemory } from "./memory.ts";
import { createPackageNames } from "./package-names.ts";
import { inOrder, type RankedTask, rankTasks, type TriageTask, tasksOfPiece, triageTasksInSteps } from "./queue.ts";
import type { FactsOf } from "./records-at-hand.ts";
import { type Knowledge, suggest } from "./suggest.ts";

/** The queue over data that is followed. */
export interface Triage {
  /** The whole queue in its order. What was ranked once is not ranked again for its place; `suggestions` gives what is known now. */
  queue(snapshot: Snapshot): readonly RankedTask[];
  /**
   * Does some of what `queue` would have to do for this snapshot: a step at least, then as many as fit in so many
   * milliseconds. True when nothing is left. For whoever must not be busy for long at a time.
   */
  prepare(snapshot: Snapshot, milliseconds: number): boolean;
  /** What is suggested for one issue with everything that was decided so far. */
  suggestions(snapshot: Snapshot, task: TriageTask): readonly Suggestion[];
  readonly memory: TriageMemory;
}

export interface TriageRecords {
  readonly factsOf: FactsOf;
  /** Another word means other records: what was ranked by the old ones is ranked again. */
  stamp(): string;
}

const NO_RECORDS: TriageRecords = { factsOf: () => undefined, stamp: () => "" };

/**
 * Remembers what was decided, over snapshots: only pieces of lists that it has not seen are learned, so that an edit costs
 * next to nothing. `ownLayer` names the layer into which decisions go.
 */
export function createTriage(ownLayer: string | undefined, { factsOf, stamp }: TriageRecords = NO_RECORDS): Triage {
  const memory = new TriageMemory();
  const learned = new WeakSet<Piece>();
  const ranked = new Map<IssueId, RankedTask>();
  let names: { readonly of: unknown; readonly key: string; readonly value: Knowledge["names"] } | undefined;
  let last: { readonly snapshot: Snapshot; readonly stamp: string; readonly queue: readonly RankedTask[] } | undefined;
  let begun: { readonly snapshot: Snapshot; readonly stamp: string; readonly steps: Iterator<void> } | undefined;

  function* learn({ tracker }: Snapshot): Generator<void, void> {
    for (const { list } of tracker.index.lists.toReversed()) {
      for (const piece of list.pieces.toReversed()) {
        if (learned.has(piece)) continue;
        learned.add(piece);
        memory.learn(piece.file);
        if (list.kind === "issues") tasksOfPiece(piece);
        yield;
      }
    }
  }

  const knowledge = (snapshot: Snapshot): Knowledge => {
    for (const _ of learn(snapshot));
    const { tracker, archive } = snapshot;
    const lineages = tracker.layers.flatMap((layer) => layer.lineages);
    const key = JSON.stringify(lineages);
    if (names?.of !== archive || names.key !== key) {
      names = { of: archive, key, value: createPackageNames(archive, lineages) };
      ranked.clear();
    }
    return { memory, names: names.value, archive };
  };

  function* rank(snapshot: Snapshot, stampNow: string): Generator<void, void> {
    yield* learn(snapshot);
    const known = knowledge(snapshot);
    yield;
    if (last?.stamp !== stampNow) ranked.clear();
    const own = ownLayer ?? snapshot.tracker.layers.at(-1)?.name ?? "";
    const tasks = yield* triageTasksInSteps(snapshot, own);
    for (const task of tasks) {
      if (isSame(ranked.get(task.issue)?.task, task)) continue;
      for (const one of rankTasks(known, [task], factsOf)) ranked.set(task.issue, one);
      yield;
    }
    const there = new Set(tasks.map(({ issue }) => issue));
    for (const issue of ranked.keys()) if (!there.has(issue)) ranked.delete(issue);
    last = { snapshot, stamp: stampNow, queue: inOrder([...ranked.values()]) };
  }

  const prepare = (snapshot: Snapshot, milliseconds: number): boolean => {
    const stampNow = stamp();
    if (last?.snapshot === snapshot && last.stamp === stampNow) return true;
    if (begun?.snapshot !== snapshot || begun.stamp !== stampNow) {
      begun = { snapshot, stamp: stampNow, steps: rank(snapshot, stampNow) };
    }
    const end = performance.now() + milliseconds;
    do {
      if (!begun.steps.next().done) continue;
      begun = undefined;
      return true;
    } while (performance.now() < end);
    return false;
  };

  return {
    memory,
    prepare,
    queue(snapshot) {
      prepare(snapshot, Number.POSITIVE_INFINITY);
      return last?.queue ?? [];
    },
    suggestions(snapshot, { issue, description, heard }) {
      return suggest(knowledge(snapshot), { description, heard, facts: factsOf(issue) });
    },
  };
}

function isSame(one: TriageTask | undefined, other: TriageTask): boolean {
  return (
    one !== undefined &&
    one.record === other.record &&
    one.layer === other.layer &&
    one.description === other.description &&
    one.exploited === other.exploited &&
    JSON.stringify(one.heard) === JSON.stringify(other.heard)
  );
}
