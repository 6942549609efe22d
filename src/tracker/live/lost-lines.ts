import type { IssueId } from "../../kernel/index.ts";
import { linesOfUnknownReleases, unknownRelease } from "../check/unknown-releases.ts";
import type { TrackerProblem } from "../problem-codes.ts";
import type { Changed, LiveTracker } from "./live-tracker.ts";
import { mentionsIn } from "./mentions.ts";
import { OverlaidMap } from "./overlaid-map.ts";

/** Issues of which a line names a release that nobody knows. Where the line stands changes with every edit above it. */
export type IssuesWithLostLines = OverlaidMap<IssueId, true>;

/** A line of which nothing counts: an issue may look closed because of it. */
export interface LostLine {
  readonly issue: IssueId;
  readonly package: string;
  readonly layer: string;
  readonly problem: TrackerProblem;
}

/** Looks at what has changed, and takes the rest over. */
export function issuesWithLostLines(
  before: IssuesWithLostLines,
  changed: Changed,
  tracker: LiveTracker,
): IssuesWithLostLines {
  const found = new Map<IssueId, true | undefined>();
  if (changed === "everything") {
    for (const issue of candidates(tracker)) if (lostLinesOf(tracker, issue).length > 0) found.set(issue, true);
    return new OverlaidMap(found as ReadonlyMap<IssueId, true>);
  }
  for (const issue of changed) found.set(issue, lostLinesOf(tracker, issue).length > 0 ? true : undefined);
  return before.with(found);
}

/** By records: to resolve every issue for this would take as long as to judge it. A second record of a name counts for nothing anyway. */
function* candidates({ index, releases }: LiveTracker): Generator<IssueId, void> {
  for (const [at, { list }] of index.lists.entries()) {
    for (const piece of list.pieces) {
      for (const [issue, { record }] of mentionsIn(piece, at)) {
        if (!linesOfUnknownReleases(record, releases).next().done) yield issue;
      }
    }
  }
}

/** The lost lines of an issue, an advisory's among them. */
export function lostLinesOf(tracker: LiveTracker, issue: IssueId): readonly LostLine[] {
  const { releases } = tracker;
  return (tracker.issue(issue)?.contributions ?? []).flatMap(({ layer, file, record }) =>
    Array.from(linesOfUnknownReleases(record, releases), (line) => ({
      issue,
      package: line.package,
      layer: layer.name,
      problem: unknownRelease(line, record, file, releases),
    })),
  );
}
