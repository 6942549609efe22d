import { matches } from "../pattern/matches.ts";
import type { YamlMap, YamlNode } from "../yaml/types.ts";
import type { FilterRewrite } from "./types.ts";
import { readWhole } from "./whole.ts";

/** `response`: a list of patterns with what stands instead, or one of them. */
export function readRewrites(node: YamlNode | undefined): FilterRewrite[] {
  const items = node?.kind === "list" ? node.items : node ? [node] : [];
  return items.flatMap((item) => {
    const pattern = item.kind === "map" ? textOf(item, "pattern") : undefined;
    const replacement = item.kind === "map" ? textOf(item, "replacement") : undefined;
    return pattern === undefined || replacement === undefined ? [] : [{ pattern, replacement }];
  });
}

/** The text of a scalar of a map; undefined for a key that is not there or no text. */
export function textOf(map: YamlMap, key: string): string | undefined {
  const value = map.entries.findLast((entry) => entry.key === key)?.value;
  return value?.kind === "scalar" ? value.text : undefined;
}

/** Whether one of the patterns takes each of these lines, so that none passes as Tor wrote it. */
export function takesAll(rewrites: readonly FilterRewrite[], lines: readonly string[]): boolean {
  const patterns = rewrites.map(({ pattern }) => readWhole(pattern).value);
  return patterns.length > 0 && lines.every((line) => patterns.some((pattern) => matches(pattern, line)));
}
