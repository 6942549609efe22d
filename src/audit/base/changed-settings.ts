import type { Finding } from "../model.ts";
import { reachesImage } from "../run.ts";
import { CONFIGURATION_FILE } from "../ships/configuration/load-configuration.ts";
import type { Configuration } from "../ships/configuration/read-configuration.ts";
import { shapeOf, type TreeShape, textReader } from "../source-tree.ts";
import type { Tree } from "../tree/walk.ts";
import { WAIVERS_FILE } from "../waivers/load-waivers.ts";
import { earlierConfiguration } from "./earlier-shape.ts";
import type { EarlierTree } from "./earlier-tree.ts";

/** What a change does to the files by which its own findings are judged: nobody is stopped by it, and it is said. */
export interface ChangedSettings {
  /** Findings that counted before, or would count, if the tree said what ships as it did. */
  readonly uncounted: readonly Finding[];
  /** The tree's waivers as they were; undefined when the change leaves them alone. */
  readonly waiversBefore: string | undefined;
}

export interface ChangedTree {
  readonly earlier: EarlierTree;
  readonly tree: Tree;
  readonly configuration: Configuration | undefined;
  readonly shape: TreeShape;
  /** What is found now and was not before. */
  readonly added: readonly Finding[];
  /** What the revision had, by what it said ships. */
  readonly judgedBefore: () => readonly Finding[];
}

/** Looks whether a change edits the configuration or the waivers, and what that does. */
export async function changedSettings(change: ChangedTree): Promise<ChangedSettings> {
  const { earlier } = change;
  const uncounted = earlier.changed.has(CONFIGURATION_FILE) ? await uncountedIn(change) : [];
  return { uncounted, waiversBefore: earlier.changed.has(WAIVERS_FILE) ? earlier.textOf(WAIVERS_FILE) : undefined };
}

async function uncountedIn(change: ChangedTree): Promise<readonly Finding[]> {
  const { earlier, tree, configuration, shape, added, judgedBefore } = change;
  const before = await earlierConfiguration(earlier, configuration);
  const paths = tree.files.map(({ path }) => path);
  const asBefore = shapeOf(tree.directories, paths, textReader(tree), before);
  const isNote = ({ severity }: Finding) => severity === "note";
  const reaches = (finding: Finding, { placeOf }: TreeShape) => reachesImage(finding, placeOf(finding.path).fate);
  const here = new Set(paths);
  const fresh = added.filter((finding) => isNote(finding) && reaches(finding, asBefore) && !reaches(finding, shape));
  const known = new Set(fresh.map(({ fingerprint }) => fingerprint));
  const stood = judgedBefore().filter((finding) => {
    const isThere = here.has(finding.path) && !known.has(finding.fingerprint);
    return isThere && !isNote(finding) && !reaches(finding, shape);
  });
  return [...fresh, ...stood];
}
