import type { Problem } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import type { Note } from "../format/types.ts";
import type { Tracker } from "../model/tracker.ts";
import { trackerProblem } from "../problem-codes.ts";

/** Notes of a layer's issue lists that do not fit the archive: unknown packages, missing epochs, itp of what is packaged. */
export function checkArchive(tracker: Tracker, depth: number, archive: SourceVersions): readonly Problem[] {
  const problems: Problem[] = [];
  const removed = removedPackages(tracker);
  const unknown = new Set<string>();
  for (const file of tracker.layers[depth]?.lists ?? []) {
    if (file.kind === "advisories") continue;
    for (const record of file.records) {
      for (const note of record.notes) {
        const place = { file: file.path, line: note.line, column: 1 };
        const versions = archive.rowsOf(note.package).map((row) => row.version);
        if (versions.length === 0) {
          if (note.kind === "itp" || removed.has(note.package) || unknown.has(note.package)) continue;
          unknown.add(note.package);
          const message = `${note.package} is neither in the archive nor in removed-packages.`;
          problems.push(trackerProblem("tracker-unknown-package", message, place));
        } else if (note.kind === "itp") {
          const message = `${note.package} has entered the archive; say from which version on it is fixed.`;
          problems.push(trackerProblem("tracker-itp-in-archive", message, place));
        } else if (lacksEpoch(note, versions)) {
          const epoch = versions[0]?.split(":")[0];
          const message = `Every version of ${note.package} has an epoch; is it ${epoch}:${note.version}?`;
          problems.push(trackerProblem("tracker-missing-epoch", message, place));
        }
      }
    }
  }
  return problems;
}

function lacksEpoch(note: Note, versions: readonly string[]): boolean {
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
