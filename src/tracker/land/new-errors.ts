import { hasErrors, type Problem } from "../../kernel/index.ts";
import { checkTracker } from "../check/check-tracker.ts";
import { createWords } from "../format/words.ts";
import type { Layer, LayerFiles } from "../layers/layer.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { createTracker } from "../model/tracker.ts";
import { freshProblems } from "./fresh-problems.ts";

/** All of them are compared: the one that an edit brings may stand behind any number of others. */
const ALL = Number.POSITIVE_INFINITY;

/** Errors of `tracker check` that one state of a layer's files has and the state before had not. */
export function newErrors(
  below: readonly Layer[],
  name: string,
  before: LayerFiles,
  after: LayerFiles,
): readonly Problem[] {
  const problems = errorsOf(below, name, after);
  if (problems.length === 0) return [];
  return freshProblems({ files: before, problems: errorsOf(below, name, before) }, { files: after, problems });
}

function errorsOf(below: readonly Layer[], name: string, files: LayerFiles): readonly Problem[] {
  const found = checkTracker(
    createTracker([...below, parseLayer(name, files, createWords(), { most: ALL })]),
    undefined,
    ALL,
  );
  return found.flatMap(({ depth, problem }) => (depth === below.length && hasErrors([problem]) ? [problem] : []));
}
