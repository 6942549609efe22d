import { hasErrors, type Problem } from "../../kernel/index.ts";
import { checkTracker } from "../check/check-tracker.ts";
import type { Layer, LayerFiles } from "../layers/layer.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { createTracker } from "../model/tracker.ts";

/**
 * Errors of `tracker check` that one state of a layer's files has and the state before had not. Lines and places move with an
 * edit, so that an error is known by its code, its words and the line that it is about; each counts as often as it stands.
 */
export function newErrors(
  below: readonly Layer[],
  name: string,
  before: LayerFiles,
  after: LayerFiles,
): readonly Problem[] {
  const fresh = errorsOf(below, name, after);
  if (fresh.length === 0) return [];
  const known = new Map<string, number>();
  for (const { key } of errorsOf(below, name, before)) known.set(key, (known.get(key) ?? 0) + 1);
  return fresh.flatMap(({ key, problem }) => {
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    return left > 0 ? [] : [problem];
  });
}

interface KeyedProblem {
  readonly key: string;
  readonly problem: Problem;
}

function errorsOf(below: readonly Layer[], name: string, files: LayerFiles): readonly KeyedProblem[] {
  const found = checkTracker(createTracker([...below, parseLayer(name, files)]));
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
  return found.flatMap(({ depth, problem }) => {
    if (depth !== below.length || !hasErrors([problem])) return [];
    const words = problem.message.replace(/:\d+/g, "");
    return [{ key: [problem.code, problem.place.file, words, lineOf(problem)].join("\0"), problem }];
  });
}
