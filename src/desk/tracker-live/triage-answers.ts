import { setImmediate } from "node:timers/promises";
import { sha256 } from "../../kernel/index.ts";
import {
  createTriage,
  decisionWords,
  type RankedTask,
  type RecordsAtHand,
  recordsAtHand,
  type Snapshot,
  type Suggestion,
} from "../../tracker/index.ts";
import { PAGE_SIZES, type TriageAnswers, type TriageSuggestion } from "../../web/index.ts";

/** More would hide the next issue on a telephone. */
const MOST_SUGGESTIONS = 4;
/** Other questions wait no longer than this for the queue. */
const SLICE_MS = 8;

export interface DeskTriage extends TriageAnswers {
  /** Learns and ranks what is new, a little at a time, so that the first who asks for the queue does not wait for it. */
  prepare(): Promise<void>;
  /** Begins nothing more; what is under way ends within moments. */
  stop(): void;
}

/** The layer that is the desk's own, for new issues. */
export interface OwnLayer {
  readonly name: string;
  readonly directory: string;
}

/** The queue of new issues. Only the shown ones are ranked anew with what was decided a moment ago. */
export function createTriageAnswers(now: () => Snapshot | undefined, own: OwnLayer | undefined): DeskTriage {
  const records = recordsAtHand(own?.directory);
  const triage = createTriage(own?.name, { factsOf: records.affectedOf, stamp: () => records.stamp });

  let stopped = false;

  /** The newest snapshot, once all of its queue is known. */
  const prepared = async (): Promise<Snapshot | undefined> => {
    await records.look();
    for (;;) {
      const snapshot = now();
      if (stopped || snapshot === undefined || triage.prepare(snapshot, SLICE_MS)) return snapshot;
      await setImmediate();
    }
  };

  return {
    async prepare() {
      await prepared();
    },
    stop() {
      stopped = true;
    },
    async triage(page) {
      const snapshot = await prepared();
      if (snapshot === undefined) throw new Error("The tracker is asked before its data was read.");
      const queue = triage.queue(snapshot);
      const pageSize = PAGE_SIZES.triage;
      const from = (page - 1) * pageSize;
      const rows = queue
        .slice(from, from + pageSize)
        .map(({ task }) => rowModel(task, records, triage.suggestions(snapshot, task)));
      return { total: queue.length, page, pageSize, rows };
    },
  };
}

function rowModel(task: RankedTask["task"], records: RecordsAtHand, suggestions: readonly Suggestion[]) {
  return {
    issue: task.issue,
    description: records.wholeOf(task.issue)?.description || task.description,
    layer: task.layer,
    exploited: task.exploited,
    seen: sha256(Buffer.from(task.record, "latin1")),
    suggestions: suggestions.slice(0, MOST_SUGGESTIONS).map(suggestionModel),
  };
}

function suggestionModel({ decision, score, reasons }: Suggestion): TriageSuggestion {
  const choice =
    decision.kind === "not-for-us"
      ? `nfu ${decision.product}`
      : decision.kind === "package"
        ? `package ${decision.package} ${decision.says}`
        : `todo ${decision.text}`;
  return {
    choice,
    line: decisionWords(decision),
    kind: decision.kind,
    score: Math.round(score * 100) / 100,
    reason: reasons[0] ?? "",
  };
}
