import { createHash } from "node:crypto";
import { open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { createPackagesReader, createSourcesReader, type IndexReader, StringPool } from "../../debian/index.ts";
import { type Parsed, SamedayError } from "../../kernel/index.ts";
import { stateInService } from "../state/states.ts";
import { type SuiteAddress, type SuiteDirectory, suiteDirectory } from "../state/suite-directory.ts";
import type { StoredIndex, SuiteState } from "../state/suite-state.ts";
import { EntryCollection } from "./entry-collection.ts";
import { createSuiteIndex, type SuiteIndex } from "./suite-index.ts";

/** Small enough that a server goes on answering between two pieces. */
const PIECE_BYTES = 1024 * 1024;

export interface LoadedSuite extends SuiteIndex {
  readonly state: SuiteState;
}

/**
 * Reads a suite's state in service into memory; every index is hashed once more on the way.
 * One `pool` for several suites saves memory, since they share most of their names.
 * Undefined when there is no verified state yet. Throws ARCHIVE_UNVERIFIED when a stored file was changed; it is
 * removed, so that the next refresh fetches it again.
 */
export async function loadSuite(
  context: { readonly stateDirectory: string },
  suite: SuiteAddress,
  pool = new StringPool(),
): Promise<LoadedSuite | undefined> {
  const directory = suiteDirectory(context.stateDirectory, suite);
  const state = await stateInService(directory);
  if (!state) return undefined;
  try {
    return await loadState(directory, state, pool);
  } catch (error) {
    // A refresh may have switched to a newer state and removed this one's files since the state was read.
    const current = await stateInService(directory);
    if (!current || current.release.sha256 === state.release.sha256) throw error;
    return loadState(directory, current, pool);
  }
}

async function loadState(directory: SuiteDirectory, state: SuiteState, pool: StringPool): Promise<LoadedSuite> {
  const entries = new EntryCollection();
  for (const index of state.indexes) {
    const name = { file: `${state.suite}/${index.path}`, component: index.component };
    if (index.kind === "sources") {
      entries.addSources(await readStored(directory, state, index, createSourcesReader(name, pool)));
    } else entries.addBinaries(await readStored(directory, state, index, createPackagesReader(name, pool)));
  }
  return { ...createSuiteIndex(state.suite, entries), state };
}

async function readStored<Entry>(
  directory: SuiteDirectory,
  state: SuiteState,
  index: StoredIndex,
  reader: IndexReader<Entry>,
): Promise<Parsed<readonly Entry[]>> {
  const file = join(directory.objects, index.sha256);
  const hash = createHash("sha256");
  try {
    for await (const piece of readPieces(file)) {
      hash.update(piece);
      reader.feed(piece);
    }
  } catch (cause) {
    throw new SamedayError("ARCHIVE_UNVERIFIED", `The stored ${index.path} of ${state.suite} cannot be read.`, cause);
  }
  // Nothing of what was read leaves this function before its sum is known to be right.
  if (hash.digest("hex") === index.sha256) return reader.end();
  await unlink(file).catch(() => undefined);
  throw new SamedayError("ARCHIVE_UNVERIFIED", `The stored ${index.path} of ${state.suite} was changed on the disk.`);
}

/** Each piece is valid until the next one is asked for: one buffer serves for a whole file. */
async function* readPieces(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE_BYTES);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
