import type { ListFile } from "../format/list-file.ts";
import { nearestName } from "../format/nearest-name.ts";
import type { ListRecord, Note, Remark } from "../format/types.ts";
import type { Releases } from "../layers/releases.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import { lineInFile, placeIn, replaceWord } from "./line-in-file.ts";

/** The lines of a record for releases that no configuration names: nothing of them counts. */
export function* linesOfUnknownReleases(record: ListRecord, releases: Releases): Generator<Note | Remark, void> {
  if (releases.size === 0) return;
  for (const line of record.notes) if (isUnknown(line.release, releases)) yield line;
  for (const line of record.remarks) if (isUnknown(line.release, releases)) yield line;
}

/** Experimental has notes in Debian's lists and is no release. */
function isUnknown(release: string | undefined, releases: Releases): boolean {
  return release !== undefined && release !== "experimental" && !releases.has(release);
}

/** What to say of such a line, with the release that may be meant. */
export function unknownRelease(
  { release = "", line }: Note | Remark,
  record: ListRecord,
  file: ListFile,
  releases: Releases,
): TrackerProblem {
  const there = lineInFile(file, record, line);
  const near = nearestName(release, releases.keys());
  const meant = near === undefined ? "." : `; is it ${near}?`;
  const fix = near === undefined ? undefined : replaceWord(there, release, near, "[");
  return trackerProblem(
    "tracker-unknown-release",
    `No release is named ${release}${meant}`,
    placeIn(there, release),
    fix,
  );
}
