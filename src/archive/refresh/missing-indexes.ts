import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { SuiteDirectory } from "../state/suite-directory.ts";
import type { SuiteState } from "../state/suite-state.ts";
import type { RefreshRequest } from "./options.ts";

/** Paths of indexes that the request wants and that a state lacks, be it since the definition grew or since a file was lost. */
export async function missingIndexes(
  directory: SuiteDirectory,
  state: SuiteState,
  request: RefreshRequest,
): Promise<readonly string[]> {
  const wanted = request.suite.components.flatMap((component) => [
    `${component}/source/Sources`,
    ...request.architectures.map((architecture) => `${component}/binary-${architecture}/Packages`),
  ]);
  const checked = await Promise.all(
    wanted.map(async (path) => {
      const index = state.indexes.find((stored) => stored.path === path);
      const found = index && (await stat(join(directory.objects, index.sha256)).catch(() => undefined));
      return found?.size === index?.size && found ? [] : [path];
    }),
  );
  return checked.flat();
}
