import { SamedayError } from "../../kernel/index.ts";
import type { LayerDirectory } from "../layers/load-tracker.ts";
import type { DataCommit, GitHistory, Tree } from "./git-history.ts";
import type { RecordedArchive } from "./recorded-archives.ts";
import type { Cause, Step } from "./step.ts";

export interface LayerHistory extends LayerDirectory {
  readonly git: GitHistory;
}

/** A step that is still to be judged. */
export type PlannedStep =
  | {
      readonly time: Date;
      readonly cause: Extract<Cause, { kind: "commit" | "rewritten" }>;
      readonly layer: number;
      readonly changes: DataCommit["changes"];
    }
  | { readonly time: Date; readonly cause: Extract<Cause, { kind: "archive" }>; readonly archive: RecordedArchive };

/** What is to be done with one layer: the files from which it goes on, and what follows. */
export interface LayerPlan {
  readonly start: Tree;
  readonly steps: readonly PlannedStep[];
}

/**
 * What a layer's history has beyond the steps that were derived. `done` are the layer's own, oldest first. When the last
 * of them is no longer on the line, the first step goes back to the last one that is, else to what is checked out. `now`
 * bounds the dates of commits.
 */
export async function planLayer(
  { name, git }: LayerHistory,
  layer: number,
  done: readonly string[],
  now: Date,
): Promise<LayerPlan> {
  if ((await git.head()) === undefined) throw new SamedayError("INPUT_INVALID", `The layer ${name} has no commit yet.`);
  const last = done.at(-1);
  const planned = (commits: readonly DataCommit[], times: ReadonlyMap<string, Date>): readonly PlannedStep[] =>
    commits.map(({ commit, authored, committed, author, changes }) => ({
      time: times.get(commit) ?? now,
      cause: { kind: "commit", layer: name, commit, authored, committed, author },
      layer,
      changes,
    }));
  if (last === undefined) return { start: new Map(), steps: planned(await git.commits(), await git.times(now)) };
  if (await git.isOnLine(last)) {
    return { start: await git.tree(last), steps: planned(await git.commits(last), await git.times(now, last)) };
  }
  const line = await git.commits();
  const known = new Set(done);
  const common = line.findLastIndex(({ commit }) => known.has(commit));
  const base = common >= 0 ? common : line.length - 1;
  const back = line[base];
  if (back === undefined) return { start: new Map(), steps: [] };
  const rewritten: PlannedStep = {
    // Before everything that is new: the files of this layer are those of `commit` from now on.
    time: new Date(0),
    cause: { kind: "rewritten", layer: name, commit: back.commit, lost: last },
    layer,
    changes: new Map(),
  };
  const fresh = planned(line.slice(base + 1), await git.times(now, back.commit));
  return { start: await git.tree(back.commit), steps: [rewritten, ...fresh] };
}

/**
 * All steps in the order in which they take effect; none before `after`, and no archive after `now`. Equal times: archives first, then lower layers.
 * The very first archive stands in for what was before it.
 */
export function inOrderOfTime(
  plans: readonly LayerPlan[],
  archives: readonly RecordedArchive[],
  after: Step | undefined,
  now: Date,
): readonly PlannedStep[] {
  const first = Math.min(...plans.map(({ steps }) => steps[0]?.time.getTime() ?? Number.POSITIVE_INFINITY));
  // One that was recorded while the clock ran ahead.
  const dated = (archive: RecordedArchive): number => Math.min(archive.dated.getTime(), now.getTime());
  const queues: PlannedStep[][] = [
    archives.map((archive, index) => ({
      time: new Date(index === 0 && after === undefined ? Math.min(first, dated(archive)) : dated(archive)),
      cause: { kind: "archive", hash: archive.hash, dated: archive.dated },
      archive,
    })),
    ...plans.map(({ steps }) => [...steps]),
  ];
  const ordered: PlannedStep[] = [];
  let time = after?.time.getTime() ?? 0;
  for (;;) {
    const filled = queues.filter((queue) => queue.length > 0);
    if (filled.length === 0) return ordered;
    const next = filled.reduce((a, b) => ((b[0] as PlannedStep).time < (a[0] as PlannedStep).time ? b : a));
    const step = next.shift() as PlannedStep;
    time = Math.max(time, step.time.getTime());
    ordered.push({ ...step, time: new Date(time) });
  }
}
