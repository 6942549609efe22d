import { fileURLToPath } from "node:url";
import { createFileMaker } from "../audited-file.ts";
import type { Rule } from "../model.ts";
import { readSourceTree } from "../source-tree.ts";
import { walkTree } from "../tree/walk.ts";

/** What a rule finds in one of the trees of its folder's `fixtures/`, as `path:line severity`. For tests. */
export function marksIn(rule: Rule, ruleUrl: string, tree: string): string[] {
  const root = fileURLToPath(new URL(`fixtures/${tree}/`, ruleUrl));
  const { context } = readSourceTree(walkTree(root, { isSource: true }), createFileMaker("tree"), undefined);
  return [...rule.detect(context)].map(({ path, line, severity }) => `${path}:${line} ${severity}`);
}
