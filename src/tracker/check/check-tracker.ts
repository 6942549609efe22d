import type { SourceVersions } from "../archive/source-versions.ts";
import type { Tracker } from "../model/tracker.ts";
import type { TrackerProblem } from "../problem-codes.ts";
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

/**
 * Everything that can be said against the data: what the parsers found, then what only shows when records are seen together,
 * then (with an archive) what does not fit it. In the order of layers, files and lines.
 */
export function checkTracker(tracker: Tracker, archive?: SourceVersions): readonly LayerProblem[] {
  const found: LayerProblem[] = [];
  tracker.layers.forEach((layer, depth) => {
    const problems = [
      ...layer.problems,
      ...checkDuplicates(layer),
      ...checkReferences(tracker, depth),
      ...checkLines(tracker, depth),
      ...checkAgainstAdvisories(tracker, depth),
      ...checkNotAffectedAgainstZero(tracker, depth),
      ...(archive ? checkArchive(tracker, depth, archive) : []),
    ];
    problems.sort(byPlace);
    for (const problem of problems) found.push({ layer: layer.name, depth, problem });
  });
  return found;
}

function byPlace({ place: a }: TrackerProblem, { place: b }: TrackerProblem): number {
  const [left, right] = [a.file ?? "", b.file ?? ""];
  return (left < right ? -1 : left > right ? 1 : 0) || a.line - b.line || a.column - b.column;
}
