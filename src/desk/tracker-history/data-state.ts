import type { ProcessRunner } from "../../kernel/index.ts";
import { createGitHistory, type LayerDirectory } from "../../tracker/index.ts";
import { currentFacts } from "../tracker-facts/read-facts.ts";

/**
 * Names what events are derived from: the commits that are checked out, and the archive as it was read last. Throws
 * INPUT_INVALID for a layer that is not in git.
 */
export async function dataState(
  runner: ProcessRunner,
  layers: readonly LayerDirectory[],
  issues: string,
): Promise<string> {
  const words: string[] = [(await currentFacts(issues)) ?? ""];
  for (const { directory } of layers) words.push((await createGitHistory(runner, directory).head()) ?? "");
  return words.join(" ");
}
