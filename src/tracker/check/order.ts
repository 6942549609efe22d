import type { ListFile } from "../format/list-file.ts";
import type { ListRecord, Note, Remark } from "../format/types.ts";
import type { Releases } from "../layers/releases.ts";
import { type FixIt, type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import { lineInFile, placeIn } from "./line-in-file.ts";

/**
 * Debian's order of a record's lines: a release line comes after its package's default line if another package came before
 * it, and release lines of one package run from the newest release to the oldest. `experimental` counts as the oldest of all
 * but may come first. The first finding of a record carries the change that brings its lines into order.
 */
export function* checkOrder(record: ListRecord, file: ListFile, releases: Releases): Generator<TrackerProblem, void> {
  const lines: (Note | Remark)[] = [...record.notes, ...record.remarks];
  if (lines.length < 2) return;
  lines.sort((a, b) => a.line - b.line);
  const found = [...misplaced(lines, releases)];
  for (const [at, { line, message }] of found.entries()) {
    const place = placeIn(lineInFile(file, record, line.line));
    yield trackerProblem(
      "tracker-order",
      message,
      place,
      at === 0 ? inOrder(lines, record, file, releases) : undefined,
    );
  }
}

type Line = Note | Remark;

function* misplaced(lines: readonly Line[], releases: Releases): Generator<{ line: Line; message: string }, void> {
  const defaults = new Set<string>();
  let before: Line | undefined;
  for (const line of lines) {
    const { package: name, release } = line;
    const beforeRelease = before?.package === name ? before.release : undefined;
    if (release === undefined) {
      const tooLate = beforeRelease !== undefined && beforeRelease !== "experimental";
      if (tooLate) yield { line, message: `Move the default line of ${name} above its release lines.` };
      defaults.add(name);
    } else if (before !== undefined && before.package !== name && !defaults.has(name) && release !== "experimental") {
      yield { line, message: `Write the default line of ${name} first, or move this line to its package.` };
    } else if (
      beforeRelease !== undefined &&
      beforeRelease !== "experimental" &&
      ageOf(release, releases) > ageOf(beforeRelease, releases)
    ) {
      yield { line, message: `Move this line above that of ${beforeRelease}, which is older.` };
    }
    before = line;
  }
}

function ageOf(release: string, releases: Releases): number {
  return releases.get(release)?.age ?? -1;
}

/**
 * The same lines in Debian's order, packages in the order in which they are named first; other lines stay where they are.
 * undefined where order alone does not help: a second package without a default line cannot have release lines.
 */
function inOrder(lines: readonly Line[], record: ListRecord, file: ListFile, releases: Releases): FixIt | undefined {
  const packages = new Map<string, Line[]>();
  for (const line of lines) {
    const own = packages.get(line.package);
    if (own) own.push(line);
    else packages.set(line.package, [line]);
  }
  const rank = ({ release }: Line): number =>
    release === undefined ? Number.NEGATIVE_INFINITY : -ageOf(release, releases);
  const ordered = [...packages.values()].flatMap((own) => {
    const [first] = own as [Line];
    const leads = first.release === "experimental";
    const rest = (leads ? own.slice(1) : own).toSorted((a, b) => rank(a) - rank(b));
    return leads ? [first, ...rest] : rest;
  });
  if (!misplaced(ordered, releases).next().done) return undefined;
  const edits = lines.map((line, at) => {
    const { start, end } = lineInFile(file, record, line.line);
    return { start, end, text: lineInFile(file, record, (ordered[at] as Line).line).text };
  });
  return { says: "Bring the lines of this record into order.", edits };
}
