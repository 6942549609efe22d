import type { YamlEntry, YamlNode } from "../yaml/types.ts";
import { readRewrites, textOf } from "./rewrites.ts";
import type { FilterRule } from "./types.ts";

/** The patterns of one command: texts, or maps with `pattern`, `replacement` and `response`. An empty list allows nothing. */
export function readRules({ key, value }: YamlEntry): FilterRule[] {
  const items = value.kind === "list" ? value.items : value.kind === "scalar" && value.value === null ? [] : [value];
  return items.flatMap((item) => readRule(key.toUpperCase(), item));
}

function readRule(command: string, node: YamlNode): FilterRule[] {
  if (node.kind === "scalar") {
    return [{ command, pattern: node.text, line: node.line, replacement: undefined, response: [] }];
  }
  const pattern = node.kind === "map" ? node.entries.findLast((entry) => entry.key === "pattern") : undefined;
  if (node.kind !== "map" || pattern?.value.kind !== "scalar") return [];
  const response = readRewrites(node.entries.findLast((entry) => entry.key === "response")?.value);
  const replacement = textOf(node, "replacement");
  return [{ command, pattern: pattern.value.text, line: pattern.line, replacement, response }];
}
