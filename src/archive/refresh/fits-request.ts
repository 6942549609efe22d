import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { SuiteDirectory } from "../state/suite-directory.ts";
import type { StoredIndex, SuiteState } from "../state/suite-state.ts";
import { wantedIndexes } from "./choose-indexes.ts";
import type { RefreshRequest } from "./options.ts";

/**
 * Whether a state has exactly the indexes that are wanted: the definition may have changed, a file may have been lost.
 */
export async function fitsRequest(
  directory: SuiteDirectory,
  state: SuiteState,
  request: RefreshRequest,
): Promise<boolean> {
  const wanted = wantedIndexes(request).map((index) => index.path);
  const isWanted = state.indexes.every((index) => wanted.includes(index.path));
  const stored = await Promise.all(state.indexes.map((index) => isStored(directory, index)));
  return isWanted && state.indexes.length === wanted.length && stored.every(Boolean);
}

async function isStored(directory: SuiteDirectory, index: StoredIndex): Promise<boolean> {
  const found = await stat(join(directory.objects, index.sha256)).catch(() => undefined);
  return found?.size === index.size;
}
