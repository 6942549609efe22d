import type { ListFile } from "../format/list-file.ts";
import { parseList } from "../format/parse-list.ts";
import type { LayerFiles } from "../layers/layer.ts";
import { advisoryPrefix, isIssueList } from "../layers/which-files.ts";
import { bugsOfOpenNotes } from "./closed-bugs.ts";
import { knownBugs } from "./known-bugs.ts";

/** What the lists say beforehand, so that only what is needed is asked for. `layers` are lowest first. */
export function bugsInLists(layers: readonly LayerFiles[]): {
  /** Bugs of lines that call their package open, whose state is of interest. */
  readonly watched: readonly number[];
  has(bug: number): boolean;
} {
  const lists = layers.flatMap(allLists);
  return { watched: bugsOfOpenNotes(lists.filter(({ kind }) => kind === "issues")), has: knownBugs(lists).has };
}

/** Every list of records: issues, extensions of them, and advisories, which name bugs as well. */
export function allLists(files: LayerFiles): readonly ListFile[] {
  return [...files].flatMap(([path, bytes]) => {
    const prefix = advisoryPrefix(path);
    if (isIssueList(path)) return [parseList(bytes, { path, kind: "issues" }).value];
    return prefix === undefined ? [] : [parseList(bytes, { path, kind: "advisories", prefix }).value];
  });
}
