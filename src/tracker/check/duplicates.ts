import type { ListFile } from "../format/list-file.ts";
import type { ListKind, Span } from "../format/types.ts";
import type { Layer } from "../layers/layer.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import type { ProblemTally } from "../problem-tally.ts";

/** Names that have more than one record in a layer; issues and advisories are counted over all their lists. */
export function checkDuplicates(layer: Layer, problems: ProblemTally): void {
  duplicatesOf(layer, "issues", problems);
  duplicatesOf(layer, "advisories", problems);
}

function duplicatesOf(layer: Layer, kind: ListKind, problems: ProblemTally): void {
  const files = layer.lists.filter((file) => file.kind === kind);
  const seen = new Map<string, First>();
  const report = (name: string, file: ListFile, span: Omit<Span, "name">, first: First): void => {
    const message = `${name} has a record already, at ${first.place}.`;
    const { start, end, line } = span;
    const fix =
      textOf(file, span) === first.text
        ? { says: `Remove the second record of ${name}; it says the same.`, edits: [{ start, end, text: "" }] }
        : undefined;
    problems.push(trackerProblem("tracker-duplicate", message, { file: file.path, line, column: 1 }, fix));
  };
  for (const file of files) {
    for (const record of file.records) {
      const first = seen.get(record.name) ?? quietPlace(files, file, record.name);
      if (first === undefined)
        seen.set(record.name, { place: `${file.path}:${record.line}`, text: textOf(file, record) });
      else report(record.name, file, record, first);
    }
    for (const index of file.quiet.duplicates()) {
      const span = file.quiet.spanAt(index);
      report(nameAt(file.text, span.start), file, span, { place: `another line of ${file.path}`, text: undefined });
    }
  }
  for (const [i, file] of files.entries()) {
    for (const other of files.slice(0, i)) problems.pushAll(quietInBoth(other, file));
  }
}

/** The record that stays; its text is known where two can be compared. */
interface First {
  readonly place: string;
  readonly text: string | undefined;
}

function textOf(file: ListFile, { start, end }: { readonly start: number; readonly end: number }): string {
  return file.text.slice(start, end);
}

function quietPlace(files: readonly ListFile[], file: ListFile, name: string): First | undefined {
  const holder = files.find((other) => other.quiet.stateOf(name) !== undefined);
  if (holder === undefined) return undefined;
  return { place: holder === file ? `another line of ${file.path}` : holder.path, text: undefined };
}

function* quietInBoth(first: ListFile, second: ListFile): Generator<TrackerProblem, void> {
  if (first.quiet.count === 0) return;
  for (const { start, line } of second.quiet.spans()) {
    const name = nameAt(second.text, start);
    if (first.quiet.stateOf(name) === undefined) continue;
    const message = `${name} has a record already, in ${first.path}.`;
    yield trackerProblem("tracker-duplicate", message, { file: second.path, line, column: 1 });
  }
}

function nameAt(text: string, start: number): string {
  return /CVE-\d{4}-\d+/.exec(text.slice(start, start + 32))?.[0] ?? "";
}
