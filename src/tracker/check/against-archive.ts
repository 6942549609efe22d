import type { SourceVersions } from "../archive/source-versions.ts";
import { nearestName } from "../format/nearest-name.ts";
import type { Note } from "../format/types.ts";
import type { Tracker } from "../model/tracker.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import type { ProblemTally } from "../problem-tally.ts";
import { type LineInFile, lineInFile, placeIn, replaceWord } from "./line-in-file.ts";

/** Notes of a layer's issue lists that do not fit the archive: unknown packages, missing epochs, itp of what is packaged. */
export function checkArchive(tracker: Tracker, depth: number, archive: SourceVersions, problems: ProblemTally): void {
  const removed = removedPackages(tracker);
  const unknown = new Set<string>();
  for (const file of tracker.layers[depth]?.lists ?? []) {
    if (file.kind === "advisories") continue;
    for (const record of file.records) {
      for (const note of record.notes) {
        const versions = archive.rowsOf(note.package).map((row) => row.version);
        if (versions.length === 0) {
          if (note.kind === "itp" || removed.has(note.package) || unknown.has(note.package)) continue;
          unknown.add(note.package);
          const near = nearestName(note.package, archive.packages());
          const meant = near === undefined ? "." : `; is it ${near}?`;
          const message = `${note.package} is neither in the archive nor in removed-packages${meant}`;
          const place = placeIn(lineInFile(file, record, note.line), `- ${note.package}`);
          problems.push(trackerProblem("tracker-unknown-package", message, { ...place, column: place.column + 2 }));
        } else if (note.kind === "itp") {
          const message = `${note.package} has entered the archive; say from which version on it is fixed.`;
          const place = placeIn(lineInFile(file, record, note.line), "<itp>");
          problems.push(trackerProblem("tracker-itp-in-archive", message, place));
        } else if (lacksEpoch(note, versions)) {
          problems.push(missingEpoch(lineInFile(file, record, note.line), note, versions));
        }
      }
    }
  }
}

/** Mended only where every suite has the same epoch. */
function missingEpoch(line: LineInFile, note: Note, versions: readonly string[]): TrackerProblem {
  const [epoch, ...others] = new Set(versions.map((version) => version.split(":")[0]));
  const { package: name, version = "" } = note;
  const message = `Every version of ${name} has an epoch; is it ${epoch}:${version}?`;
  const fix = others.length === 0 ? replaceWord(line, version, `${epoch}:${version}`, `${name} `) : undefined;
  const place = placeIn(line, `${name} ${version}`);
  return trackerProblem("tracker-missing-epoch", message, { ...place, column: place.column + name.length + 1 }, fix);
}

/** Every version of the archive has an epoch, and the fixed version has none. */
export function lacksEpoch(note: Note, versions: readonly string[]): boolean {
  return (
    note.version !== undefined && !note.version.includes(":") && versions.every((version) => version.includes(":"))
  );
}

/** What removed-packages lists, and what a `<removed>` note names. */
function removedPackages(tracker: Tracker): ReadonlySet<string> {
  const removed = new Set<string>();
  for (const layer of tracker.layers) {
    for (const name of layer.removedPackages) removed.add(name);
    for (const file of layer.lists) {
      for (const record of file.records)
        for (const note of record.notes) if (note.kind === "removed") removed.add(note.package);
    }
  }
  return removed;
}
