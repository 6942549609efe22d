import { type Clock, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import type { LayerDirectory } from "../layers/load-tracker.ts";
import { createLiveState } from "../live/live-state.ts";
import { type Answers, applyChanges, changesTo } from "./answers.ts";
import { readChange } from "./block-text.ts";
import { openEventLog } from "./event-log.ts";
import { createGitHistory, type Tree } from "./git-history.ts";
import { inOrderOfTime, type LayerHistory, type PlannedStep, planLayer } from "./plan.ts";
import { readRecordedArchive, recordedArchives } from "./recorded-archives.ts";
import type { Step } from "./step.ts";

export interface HistoryOptions {
  /** Where events and recorded archives are; not within the data. */
  readonly directory: string;
  /** Lowest first; each a git checkout or a folder of one. */
  readonly layers: readonly LayerDirectory[];
  readonly runner: ProcessRunner;
  /** No step takes effect later than now, whatever its date says. */
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** What people should know: a rewritten history. */
  say(text: string): void;
  /** After each step. */
  progress?(done: number, total: number): void;
}

export interface Derived {
  readonly steps: number;
  readonly events: number;
}

/** The one who derives. Holds data and verdicts in memory between derivations, so that each costs what is new. */
export interface History {
  /** Derives all that git and the recorded archives have beyond the events. Throws INPUT_INVALID, CONFLICT, DISK_FULL. */
  derive(): Promise<Derived>;
  close(): Promise<void>;
}

/** Throws CONFLICT while another process derives into the same directory. */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const { directory, runner, say } = options;
  const layers: readonly LayerHistory[] = options.layers.map((layer) => ({
    ...layer,
    git: createGitHistory(runner, layer.directory),
  }));
  const answers: Answers = new Map();
  const done = layers.map((): string[] => []);
  const archivesDone = new Set<string>();
  let last: Step | undefined;
  let archiveHash = "";
  const take = (step: Step): void => {
    const { cause } = step;
    last = step;
    if (cause.kind === "archive") {
      archiveHash = cause.hash;
      archivesDone.add(archiveKey(cause));
    } else done[layers.findIndex(({ name }) => name === cause.layer)]?.push(cause.commit);
  };
  const log = await openEventLog(directory, ({ step, lines }) => {
    take(step);
    applyChanges(
      answers,
      Array.from(lines(), ([line]) => readChange(line)),
    );
  });

  const live = createLiveState();
  const files = layers.map((): Map<string, Uint8Array> => new Map());
  let archive: SourceVersions | undefined;
  let judged = false;
  /** A step that was begun and not told would be missing for ever; the next one starts from the log. */
  let failed = false;

  const load = async (layer: number, tree: Tree): Promise<void> => {
    const paths = [...tree.keys()];
    const found = new Map<string, Uint8Array>();
    await (layers[layer] as LayerHistory).git.blobs([...tree.values()], (bytes) => {
      found.set(paths[found.size] as string, bytes);
    });
    files[layer] = found;
  };

  const judge = async (planned: PlannedStep, dirty: number | undefined): Promise<number> => {
    const step: Step = { number: (last?.number ?? 0) + 1, time: planned.time, cause: planned.cause };
    const named = layers.map(({ name }, layer) => ({
      name,
      files: !judged || layer === dirty ? files[layer] : undefined,
    }));
    const snapshot = live.next(named, archive as SourceVersions);
    const isFirst = done.every((commits) => commits.length === 0);
    const changes = changesTo(answers, snapshot, !judged, isFirst ? null : step.cause.kind);
    judged = true;
    await log.append({ step, changes });
    take(step);
    return changes.length;
  };

  const derive = async (): Promise<Derived> => {
    const now = options.clock.now();
    const plans = await Promise.all(
      layers.map((layer, index) => planLayer(layer, index, done[index] as string[], now)),
    );
    const records = await recordedArchives(directory);
    const fresh = records.filter((record) => !archivesDone.has(archiveKey(record)));
    const steps = inOrderOfTime(plans, fresh, last, now);
    if (steps.length === 0) return { steps: 0, events: 0 };
    if (records.length === 0) {
      throw new SamedayError("INPUT_INVALID", "No archive is recorded yet; name one with --archive.");
    }
    for (const [layer, plan] of plans.entries()) {
      const back = plan.steps[0]?.cause;
      if (!judged || back?.kind === "rewritten") await load(layer, plan.start);
      if (back?.kind === "rewritten") {
        say(
          `tracker layer ${back.layer}: its history was rewritten; ${back.lost} is gone, events go on from ${back.commit}.`,
        );
      }
    }
    const current = records.find(({ hash }) => hash === archiveHash);
    if (archive === undefined && archiveHash !== "") {
      if (current === undefined)
        throw new SamedayError("INPUT_INVALID", `The recorded archive ${archiveHash} is gone.`);
      archive = await readRecordedArchive(directory, current);
    }
    let events = 0;
    let count = 0;
    const finished = (found: number): void => {
      events += found;
      count += 1;
      options.progress?.(count, steps.length);
      if (options.signal?.aborted) throw new SamedayError("CONFLICT", "Stopped; what was derived so far is kept.");
    };
    for (const group of grouped(steps)) {
      const [head] = group as [PlannedStep];
      if ("archive" in head) {
        archive = await readRecordedArchive(directory, head.archive);
        finished(await judge(head, undefined));
      } else await judgeCommits(head.layer, group as readonly CommitStep[], finished);
    }
    return { steps: count, events };
  };

  /** One git process hands over the files of all these commits, so that it unpacks each difference once. */
  const judgeCommits = async (
    layer: number,
    steps: readonly CommitStep[],
    finished: (events: number) => void,
  ): Promise<void> => {
    const wanted = steps.flatMap((step, index) =>
      [...step.changes].flatMap(([path, object]) => (object === undefined ? [] : [{ index, path, object }])),
    );
    let at = 0;
    let next = 0;
    const own = files[layer] as Map<string, Uint8Array>;
    const judgeUpTo = async (end: number): Promise<void> => {
      for (; next < end; next += 1) {
        const step = steps[next] as CommitStep;
        for (const [path, object] of step.changes) if (object === undefined) own.delete(path);
        finished(await judge(step, layer));
      }
    };
    await (layers[layer] as LayerHistory).git.blobs(
      wanted.map(({ object }) => object),
      async (bytes) => {
        const { index, path } = wanted[at] as (typeof wanted)[number];
        await judgeUpTo(index);
        own.set(path, bytes);
        at += 1;
        if (wanted[at]?.index !== index) await judgeUpTo(index + 1);
      },
    );
    await judgeUpTo(steps.length);
  };

  return {
    async derive() {
      if (failed) throw new SamedayError("CONFLICT", "An earlier derivation broke off; open the history again.");
      try {
        return await derive();
      } catch (error) {
        failed = true;
        throw error;
      }
    },
    close: () => log.close(),
  };
}

type CommitStep = Exclude<PlannedStep, { readonly archive: unknown }>;

/** Steps that follow each other in one layer stand together; an archive stands alone. */
function grouped(steps: readonly PlannedStep[]): readonly (readonly PlannedStep[])[] {
  const groups: PlannedStep[][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    const before = group?.[0];
    if (group && before && !("archive" in before) && !("archive" in step) && before.layer === step.layer)
      group.push(step);
    else groups.push([step]);
  }
  return groups;
}

function archiveKey({ hash, dated }: { readonly hash: string; readonly dated: Date }): string {
  return `${hash} ${dated.getTime()}`;
}
