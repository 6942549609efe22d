import type { SourceVersions } from "../archive/source-versions.ts";
import type { Tracker } from "../model/tracker.ts";
import type { TrackerProblem, TrackerProblemCode } from "../problem-codes.ts";
import { KEPT_OF_A_CODE, ProblemTally } from "../problem-tally.ts";
import { checkAgainstAdvisories } from "./against-advisories.ts";
import { checkArchive } from "./against-archive.ts";
import { checkDuplicates } from "./duplicates.ts";
import { checkLines } from "./lines.ts";
import { checkNotAffectedAgainstZero } from "./not-affected-against-zero.ts";
import { checkReferences } from "./references.ts";

/** A problem with the layer that it was found in. */
export interface LayerProblem {
  readonly layer: string;
  /** Of the layer; 0 is the lowest. */
  readonly depth: number;
  readonly problem: TrackerProblem;
}

/** Problems of one code in one layer whose places are not kept. */
export interface UnkeptProblems {
  readonly layer: string;
  readonly depth: number;
  readonly code: TrackerProblemCode;
  readonly count: number;
}

export interface CheckedTracker {
  readonly problems: readonly LayerProblem[];
  /** How many more there are. */
  readonly unkept: readonly UnkeptProblems[];
}

/**
 * Everything that can be said against the data: what the parsers found, then what only shows when records are seen together,
 * then (with an archive) what does not fit it. In the order of layers, files and lines. Of each code in a layer the first `most`
 * are kept, and the others counted; the parsers must have been given the same number.
 */
export function checkAndCount(tracker: Tracker, archive?: SourceVersions, most = KEPT_OF_A_CODE): CheckedTracker {
  const problems: LayerProblem[] = [];
  const unkept: UnkeptProblems[] = [];
  tracker.layers.forEach((layer, depth) => {
    const found = new ProblemTally(most);
    found.add(layer);
    checkDuplicates(layer, found);
    checkReferences(tracker, depth, found);
    checkLines(tracker, depth, found);
    checkAgainstAdvisories(tracker, depth, found);
    checkNotAffectedAgainstZero(tracker, depth, found);
    if (archive) checkArchive(tracker, depth, archive, found);
    for (const problem of found.problems.toSorted(byPlace)) problems.push({ layer: layer.name, depth, problem });
    for (const [code, count] of found.unkept) unkept.push({ layer: layer.name, depth, code, count });
  });
  return { problems, unkept };
}

/** The problems that `checkAndCount` keeps. */
export function checkTracker(tracker: Tracker, archive?: SourceVersions, most?: number): readonly LayerProblem[] {
  return checkAndCount(tracker, archive, most).problems;
}

function byPlace({ place: a }: TrackerProblem, { place: b }: TrackerProblem): number {
  const [left, right] = [a.file ?? "", b.file ?? ""];
  return (left < right ? -1 : left > right ? 1 : 0) || a.line - b.line || a.column - b.column;
}
