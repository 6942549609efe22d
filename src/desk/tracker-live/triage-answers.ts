import { sha256 } from "../../kernel/index.ts";
import { createTriage, decisionWords, type Snapshot, type Suggestion } from "../../tracker/index.ts";
import { PAGE_SIZES, type TriageAnswers, type TriageSuggestion } from "../../web/index.ts";

/** More would hide the next issue on a telephone. */
const MOST_SUGGESTIONS = 4;

/** The queue of new issues. Only the shown ones are ranked anew with what was decided a moment ago. */
export function createTriageAnswers(now: () => Snapshot, ownLayer: string | undefined): TriageAnswers {
  const triage = createTriage(ownLayer);
  return {
    triage(page) {
      const snapshot = now();
      const queue = triage.queue(snapshot);
      const pageSize = PAGE_SIZES.triage;
      const from = (page - 1) * pageSize;
      const rows = queue.slice(from, from + pageSize).map(({ task }) => ({
        issue: task.issue,
        description: task.description,
        layer: task.layer,
        exploited: task.exploited,
        seen: sha256(Buffer.from(task.record, "latin1")),
        suggestions: triage.suggestions(snapshot, task).slice(0, MOST_SUGGESTIONS).map(suggestionModel),
      }));
      return { total: queue.length, page, pageSize, rows };
    },
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
