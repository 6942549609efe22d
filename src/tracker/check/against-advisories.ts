import type { Problem } from "../../kernel/index.ts";
import type { Tracker } from "../model/tracker.ts";
import { trackerProblem } from "../problem-codes.ts";

/** Lines of a layer's issue lists that an advisory contradicts: not affected, yet fixed. */
export function checkAgainstAdvisories(tracker: Tracker, depth: number): readonly Problem[] {
  const problems: Problem[] = [];
  for (const name of tracker.issueNames()) {
    for (const claim of tracker.issue(name)?.claims ?? []) {
      for (const contest of claim.contests) {
        if (contest.reason !== "fix-over-not-affected" || contest.loserFrom.depth !== depth) continue;
        if (contest.loserFrom.file.kind === "advisories") continue;
        const { loser, loserFrom } = contest;
        const message = `${claim.from.record.name} fixes ${loser.package} in ${loser.release ?? "unstable"}, which this line calls not affected.`;
        const place = { file: loserFrom.file.path, line: loser.line, column: 1 };
        problems.push(trackerProblem("tracker-advisory-against-not-affected", message, place));
      }
    }
  }
  return problems;
}
