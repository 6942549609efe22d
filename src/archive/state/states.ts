import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { writeSafely } from "./safe-write.ts";
import type { SuiteDirectory } from "./suite-directory.ts";
import { type LastTry, lastTry, type SuiteState, suiteState } from "./suite-state.ts";

/** Date of the Release file in milliseconds, and how many states had that date before: both sort as text. */
const STATE_FILE = /^state-(\d{15})-(\d{6})-[0-9a-f]{8}\.json$/;

/** Names of the state files, the one in service first. */
export async function stateFiles(directory: SuiteDirectory): Promise<string[]> {
  const names = await readdir(directory.root).catch(absent<string[]>([]));
  return names
    .filter((name) => STATE_FILE.test(name))
    .sort()
    .reverse();
}

/**
 * The state in service: the one whose Release file is dated last, and of those the one written last.
 * So a refresh that ends late cannot put an older state over a newer one, and no lock is needed.
 * A state file that cannot be read is passed over.
 */
export async function stateInService(directory: SuiteDirectory): Promise<SuiteState | undefined> {
  return (await findStateInService(directory))?.state;
}

export async function findStateInService(
  directory: SuiteDirectory,
): Promise<{ readonly name: string; readonly state: SuiteState } | undefined> {
  for (const name of await stateFiles(directory)) {
    const state = await readJson(join(directory.root, name), suiteState);
    if (state) return { name, state };
  }
  return undefined;
}

/** Puts a state into service: the rename of its file is the one step that switches. */
export async function putIntoService(directory: SuiteDirectory, state: SuiteState): Promise<void> {
  const date = String(state.release.date.getTime()).padStart(15, "0");
  const [newest = ""] = await stateFiles(directory);
  const [, newestDate, number] = STATE_FILE.exec(newest) ?? [];
  const next = String(newestDate === date ? Number(number) + 1 : 0).padStart(6, "0");
  const name = `state-${date}-${next}-${randomUUID().slice(0, 8)}.json`;
  await writeSafely(`${JSON.stringify(state, null, 2)}\n`, directory.partial, join(directory.root, name));
}

export function readLastTry(directory: SuiteDirectory): Promise<LastTry | undefined> {
  return readJson(directory.lastTry, lastTry);
}

export function writeLastTry(directory: SuiteDirectory, outcome: LastTry): Promise<void> {
  return writeSafely(`${JSON.stringify(outcome, null, 2)}\n`, directory.partial, directory.lastTry);
}

async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema> | undefined> {
  const text = await readFile(file, "utf8").catch(absent(""));
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What to go on with when a file or directory is not there; other faults of the disk are thrown. */
function absent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return value;
    throw error;
  };
}
