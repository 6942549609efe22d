import type { Tracker } from "../model/tracker.ts";
import { trackerProblem } from "../problem-codes.ts";
import type { ProblemTally } from "../problem-tally.ts";
import { fixBelowZero } from "../verdict/below-zero.ts";
import { lineInFile, placeIn, removeLine } from "./line-in-file.ts";

/** Lines of a layer's issue lists that an advisory contradicts: not affected, yet fixed. */
export function checkAgainstAdvisories(tracker: Tracker, depth: number, problems: ProblemTally): void {
  for (const name of tracker.issueNames()) {
    for (const merged of tracker.issue(name)?.claims ?? []) {
      // As it is judged: an advisory's fix in `0~…` wins as well.
      const claim = fixBelowZero(merged);
      for (const contest of claim.contests) {
        if (contest.reason !== "fix-over-not-affected" || contest.loserFrom.depth !== depth) continue;
        if (contest.loserFrom.file.kind === "advisories") continue;
        const { loser, loserFrom } = contest;
        const message = `${claim.from.record.name} fixes ${loser.package} in ${loser.release ?? "unstable"}, which this line calls not affected.`;
        const line = lineInFile(loserFrom.file, loserFrom.record, loser.line);
        const place = placeIn(line, "<not-affected>");
        problems.push(trackerProblem("tracker-advisory-against-not-affected", message, place, removeLine(line)));
      }
    }
  }
}
