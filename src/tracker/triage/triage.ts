import type { IssueId } from "../../kernel/index.ts";
import type { Snapshot } from "../live/live-state.ts";
import type { Piece } from "../live/piece.ts";
import type { Suggestion } from "./decision.ts";
import { TriageMemory } from "./memory.ts";
import { createPackageNames } from "./package-names.ts";
import { inOrder, type RankedTask, rankTasks, type TriageTask, triageTasks } from "./queue.ts";
import type { RecordFacts } from "./record-facts.ts";
import { type Knowledge, suggest } from "./suggest.ts";

/** The queue over data that is followed. */
export interface Triage {
  /** The whole queue in its order. What was ranked once is not ranked again for its place; `suggestions` gives what is known now. */
  queue(snapshot: Snapshot): readonly RankedTask[];
  /** What is suggested for one issue with everything that was decided so far. */
  suggestions(snapshot: Snapshot, task: TriageTask): readonly Suggestion[];
  readonly memory: TriageMemory;
}

/**
 * Remembers what was decided, over snapshots: only pieces of lists that it has not seen are learned, so that an edit costs
 * next to nothing. `ownLayer` names the layer into which decisions go.
 */
export function createTriage(
  ownLayer: string | undefined,
  factsOf: (issue: IssueId) => RecordFacts | undefined = () => undefined,
): Triage {
  const memory = new TriageMemory();
  const learned = new WeakSet<Piece>();
  const ranked = new Map<IssueId, RankedTask>();
  let names: { readonly of: unknown; readonly key: string; readonly value: Knowledge["names"] } | undefined;
  let last: { readonly snapshot: Snapshot; readonly queue: readonly RankedTask[] } | undefined;

  const knowledge = (snapshot: Snapshot): Knowledge => {
    const { tracker, archive } = snapshot;
    for (const { list } of tracker.index.lists.toReversed()) {
      for (const piece of list.pieces.toReversed()) {
        if (learned.has(piece)) continue;
        learned.add(piece);
        memory.learn(piece.file);
      }
    }
    const lineages = tracker.layers.flatMap((layer) => layer.lineages);
    const key = JSON.stringify(lineages);
    if (names?.of !== archive || names.key !== key) {
      names = { of: archive, key, value: createPackageNames(archive, lineages) };
      ranked.clear();
    }
    return { memory, names: names.value, archive };
  };

  return {
    memory,
    queue(snapshot) {
      if (last?.snapshot === snapshot) return last.queue;
      const known = knowledge(snapshot);
      const own = ownLayer ?? snapshot.tracker.layers.at(-1)?.name ?? "";
      const tasks = triageTasks(snapshot, own);
      const fresh = tasks.filter((task) => !isSame(ranked.get(task.issue)?.task, task));
      for (const one of rankTasks(known, fresh, factsOf)) ranked.set(one.task.issue, one);
      const there = new Set(tasks.map(({ issue }) => issue));
      for (const issue of ranked.keys()) if (!there.has(issue)) ranked.delete(issue);
      last = { snapshot, queue: inOrder([...ranked.values()]) };
      return last.queue;
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
