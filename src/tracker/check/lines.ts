import type { ListFile } from "../format/list-file.ts";
import type { ListRecord, Note, Remark } from "../format/types.ts";
import { keyOf } from "../model/key-of.ts";
import type { Tracker } from "../model/tracker.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import type { ProblemTally } from "../problem-tally.ts";
import { lineInFile, placeIn, removeLine } from "./line-in-file.ts";
import { checkOrder } from "./order.ts";
import { linesOfUnknownReleases, unknownRelease } from "./unknown-releases.ts";

/** What is wrong with the lines of a record as seen from the record alone and the list of releases. */
export function checkLines(tracker: Tracker, depth: number, problems: ProblemTally): void {
  const { releases } = tracker;
  const layer = tracker.layers[depth];
  for (const file of [...(layer?.lists ?? []), ...(layer?.planned ?? [])]) {
    for (const record of file.records) {
      for (const { release, line } of [...record.notes, ...record.remarks]) {
        if (release !== undefined && !/^[a-z]+$/.test(release)) {
          const message = `Debian's parser takes no codename like ${release}.`;
          problems.push(
            trackerProblem("tracker-release-form", message, placeIn(lineInFile(file, record, line), release)),
          );
        }
      }
      for (const line of linesOfUnknownReleases(record, releases)) {
        problems.push(unknownRelease(line, record, file, releases));
      }
      problems.pushAll(checkRemarks(record, file));
      problems.pushAll(checkWithdrawn(tracker, depth, record, file));
      if (file.kind === "issues") problems.pushAll(checkOrder(record, file, releases));
      if (record.state === "rejected") {
        const open = record.notes.find((note) => note.kind === "unfixed" || note.kind === "removed");
        if (open) {
          const message = `${record.name} is rejected, yet ${open.package} has no fix; remove the line.`;
          const line = lineInFile(file, record, open.line);
          problems.push(trackerProblem("tracker-rejected-open", message, placeIn(line), removeLine(line)));
        }
      }
    }
    if (file.kind === "point-update") problems.pushAll(checkPlanned(tracker, file));
  }
}

function* checkRemarks(record: ListRecord, file: ListFile): Generator<TrackerProblem, void> {
  if (record.remarks.length === 0) return;
  const notes = new Map<string, Note>();
  for (const note of record.notes) {
    const key = keyOf(note.package, note.release);
    if (!notes.has(key)) notes.set(key, note);
  }
  const remarks = new Map<string, Remark>();
  for (const remark of record.remarks) {
    const key = keyOf(remark.package, remark.release);
    const line = lineInFile(file, record, remark.line);
    const place = placeIn(line);
    const what = `${remark.package} in ${remark.release}`;
    const before = remarks.get(key);
    remarks.set(key, remark);
    if (before) {
      const fix = removeLine(lineInFile(file, record, before.line));
      yield trackerProblem("tracker-two-remarks", `A second remark about ${what}; keep one.`, place, fix);
    }
    const note = notes.get(key);
    if (note?.kind === "fixed") {
      const message = `The remark about ${what} stands beside its fix ${note.version}; remove one.`;
      yield trackerProblem("tracker-remark-beside-fix", message, place, removeLine(line));
    } else if (note) {
      yield trackerProblem("tracker-remark-and-note", `A remark and a note about ${what}; keep one.`, place);
    }
  }
}

function* checkWithdrawn(
  tracker: Tracker,
  depth: number,
  record: ListRecord,
  file: ListFile,
): Generator<TrackerProblem, void> {
  const withdrawn = record.notes.filter((note) => note.kind === "withdrawn");
  if (withdrawn.length === 0) return;
  const below = tracker.issue(record.name)?.contributions.filter((contribution) => contribution.depth < depth) ?? [];
  const lines = below.flatMap(({ record: lower }): readonly (Note | Remark)[] => [...lower.notes, ...lower.remarks]);
  const said = new Set(lines.map((line) => keyOf(line.package, line.release)));
  for (const note of withdrawn) {
    if (said.has(keyOf(note.package, note.release))) continue;
    const message = `No lower layer says anything about ${note.package}${note.release ? ` in ${note.release}` : ""}.`;
    const place = placeIn(lineInFile(file, record, note.line), "<withdrawn>");
    yield trackerProblem("tracker-withdrawn-below", message, place);
  }
}

function* checkPlanned(tracker: Tracker, file: ListFile): Generator<TrackerProblem, void> {
  for (const record of file.records) {
    if (tracker.issue(record.name) !== undefined) continue;
    const message = `No list holds ${record.name}.`;
    yield trackerProblem("tracker-planned-unknown-issue", message, { file: file.path, line: record.line, column: 1 });
  }
}
