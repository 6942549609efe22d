import type { Problem } from "../../kernel/index.ts";
import type { ListFile } from "../format/list-file.ts";
import type { ListKind } from "../format/types.ts";
import type { Layer } from "../layers/layer.ts";
import { trackerProblem } from "../problem-codes.ts";

/** Names that have more than one record in a layer; issues and advisories are counted over all their lists. */
export function checkDuplicates(layer: Layer): readonly Problem[] {
  return [...duplicatesOf(layer, "issues"), ...duplicatesOf(layer, "advisories")];
}

function duplicatesOf(layer: Layer, kind: ListKind): readonly Problem[] {
  const files = layer.lists.filter((file) => file.kind === kind);
  const seen = new Map<string, string>();
  const problems: Problem[] = [];
  const report = (name: string, file: ListFile, line: number, first: string): void => {
    const message = `${name} has a record already, at ${first}.`;
    problems.push(trackerProblem("tracker-duplicate", message, { file: file.path, line, column: 1 }));
  };
  for (const file of files) {
    for (const record of file.records) {
      const first = seen.get(record.name) ?? quietPlace(files, file, record.name);
      if (first !== undefined) report(record.name, file, record.line, first);
      else seen.set(record.name, `${file.path}:${record.line}`);
    }
    for (const index of file.quiet.duplicates()) {
      const { start, line } = file.quiet.spanAt(index);
      report(nameAt(file.text, start), file, line, `another line of ${file.path}`);
    }
  }
  for (const [i, file] of files.entries()) {
    for (const other of files.slice(0, i)) problems.push(...quietInBoth(other, file));
  }
  return problems;
}

function quietPlace(files: readonly ListFile[], file: ListFile, name: string): string | undefined {
  const holder = files.find((other) => other.quiet.stateOf(name) !== undefined);
  if (holder === undefined) return undefined;
  return holder === file ? `another line of ${file.path}` : holder.path;
}

function* quietInBoth(first: ListFile, second: ListFile): Generator<Problem, void> {
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
