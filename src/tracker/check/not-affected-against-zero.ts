import { compareVersions } from "../../kernel/index.ts";
import type { Note } from "../format/types.ts";
import type { Contribution } from "../model/claim.ts";
import { claimsAbout } from "../model/look-up.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import type { Tracker } from "../model/tracker.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import type { ProblemTally } from "../problem-tally.ts";
import { lineInFile, placeIn } from "./line-in-file.ts";

interface Said {
  readonly note: Note;
  readonly from: Contribution;
}

/**
 * Default lines of a layer that say not affected while a release's line or an advisory has a fix in version 0 or below it.
 * Debian keeps not affected as `fixed in 0`, so that such a fix says nothing beside it, or less than nothing: one of the two
 * was not meant. An advisory that wins over the line is `checkAgainstAdvisories`' to tell.
 */
export function checkNotAffectedAgainstZero(tracker: Tracker, depth: number, problems: ProblemTally): void {
  for (const name of tracker.issueNames()) {
    const resolved = tracker.issue(name);
    for (const { note, from, contests } of resolved?.claims ?? []) {
      if (note.kind !== "not-affected" || note.release !== undefined || from.depth !== depth) continue;
      if (from.file.kind === "advisories") continue;
      const drawn = contests.filter(({ reason }) => reason === "equal-fix");
      const against = [
        ...drawn.map(({ loser, loserFrom }): Said => ({ note: loser, from: loserFrom })),
        ...claimsAbout(resolved as ResolvedIssue, note.package).filter((one) => one.note.release !== undefined),
      ].filter((one) => one.from.depth <= depth && isFixedInNothing(one.note));
      for (const said of against) problems.push(problemOf({ note, from }, said));
    }
  }
}

/** Fixed in 0, or in what sorts below it: no released version is that low but those that begin with `0~`. */
function isFixedInNothing({ kind, version }: Note): boolean {
  return kind === "fixed" && version !== undefined && compareVersions(version, "0") <= 0;
}

function problemOf({ note, from }: Said, { note: fix, from: fixFrom }: Said): TrackerProblem {
  const where = fixFrom.file.kind === "advisories" ? fixFrom.record.name : `${fixFrom.file.path}:${fix.line}`;
  const release = fix.release === undefined ? "" : ` for ${fix.release}`;
  const message = `This line calls ${note.package} not affected by default, and ${where} has a fix${release} in ${fix.version}, which is not above version 0; say for each release which of the two holds.`;
  const place = placeIn(lineInFile(from.file, from.record, note.line), "<not-affected>");
  return trackerProblem("tracker-not-affected-against-zero", message, place);
}
