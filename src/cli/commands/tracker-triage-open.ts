import { SamedayError } from "../../kernel/index.ts";
import type { FactsOf, LayerDirectory, RankedTask, Snapshot, Triage } from "../../tracker/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import { actingPerson } from "../tracker/person.ts";
import { layerDirectories, openArchive } from "./tracker-sources.ts";

/** Everything that the two ways of working share. */
export interface OpenTriage {
  readonly triage: Triage;
  readonly snapshot: Snapshot;
  readonly queue: readonly RankedTask[];
  /** Lowest first; decisions go into the last. */
  readonly directories: readonly LayerDirectory[];
  readonly factsOf: FactsOf;
  person(): Promise<{ readonly name: string; readonly email: string }>;
}

interface TriageOptions {
  readonly archive: string | undefined;
  readonly definition: string | undefined;
  readonly records: string | undefined;
  readonly as: string | undefined;
}

/** Reads the data and the archive and ranks the queue. Throws USAGE without data. */
export async function openTriage(context: CommandContext, options: TriageOptions): Promise<OpenTriage> {
  const { createLiveState, createSourceTable, createTriage, factsIn, readLayerFiles, recordsDirectory } = await import(
    "../../tracker/index.ts"
  );
  const directories = await layerDirectories(context, options);
  const own = directories.at(-1);
  if (own === undefined) throw new SamedayError("USAGE", "Name the directory of tracker data with --data.");
  const layers = await Promise.all(
    directories.map(async ({ name, directory }) => ({ name, files: await readLayerFiles(directory) })),
  );
  const { archive } = options;
  const sources =
    archive === undefined
      ? createSourceTable().versions
      : (await openArchive(context, { archive, definition: options.definition })).sources;
  const snapshot = createLiveState().next(layers, sources);
  const factsOf = factsIn(await recordsDirectory(options.records, own.directory));
  const triaging = createTriage(own.name, { factsOf, stamp: () => "" });
  return {
    triage: triaging,
    snapshot,
    queue: triaging.queue(snapshot),
    directories,
    factsOf,
    person: () => actingPerson(context, own.directory, options.as),
  };
}
