import { readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { findStateInService, stateFiles } from "./states.ts";
import type { SuiteDirectory } from "./suite-directory.ts";

/** Longer than any refresh or load may take, so that nothing is taken away from one that is under way. */
export const IN_USE_MS = 2 * 60 * 60_000;

/**
 * Removes what killed refreshes left behind, states that are no longer in service and indexes that no state in service
 * refers to, each only when it has not been touched for two hours before the last try, by the disk's own times.
 */
export async function cleanSuiteDirectory(directory: SuiteDirectory): Promise<void> {
  const inService = await findStateInService(directory);
  const kept = new Set([inService?.name, ...(inService?.state.indexes ?? []).map((index) => index.sha256)]);
  const names = async (folder: string): Promise<string[]> =>
    (await readdir(folder)).filter((name) => !kept.has(name)).map((name) => join(folder, name));
  const states = (await stateFiles(directory)).filter((name) => !kept.has(name));
  const leftovers = [
    ...(await names(directory.partial)),
    ...(await names(directory.objects)),
    ...states.map((name) => join(directory.root, name)),
  ];
  const { mtimeMs } = await stat(directory.lastTry);
  for (const file of leftovers) await removeWhenOlder(file, mtimeMs - IN_USE_MS);
}

async function removeWhenOlder(file: string, limitMs: number): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found && found.mtimeMs < limitMs) await unlink(file).catch(() => undefined);
}
