import type { Problem } from "../../kernel/index.ts";
import type { LayerFiles } from "../layers/layer.ts";

/** Files of a layer, and what was found in them. */
export interface Found<P extends Problem> {
  readonly files: LayerFiles;
  readonly problems: readonly P[];
}

/**
 * Problems that one state of a layer's files has and the state before had not. Lines and places move with an edit, so that a
 * problem is known by its code, its words and the line that it is about; each counts as often as it stands.
 */
export function freshProblems<P extends Problem>(before: Found<P>, after: Found<P>): readonly P[] {
  if (after.problems.length === 0) return [];
  const known = new Map<string, number>();
  for (const key of keysOf(before)) known.set(key, (known.get(key) ?? 0) + 1);
  const keys = keysOf(after);
  return after.problems.filter((_, index) => {
    const key = keys[index] as string;
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    return left <= 0;
  });
}

function keysOf({ files, problems }: Found<Problem>): readonly string[] {
  const lines = new Map<string, readonly string[]>();
  const lineOf = ({ place }: Problem): string => {
    const path = place.file ?? "";
    const known =
      lines.get(path) ??
      Buffer.from(files.get(path) ?? [])
        .toString("latin1")
        .split("\n");
    lines.set(path, known);
    return known[place.line - 1] ?? "";
  };
  return problems.map((problem) => {
    const words = problem.message.replace(/:\d+/g, "");
    return [problem.code, problem.severity, problem.place.file, words, lineOf(problem)].join("\0");
  });
}
