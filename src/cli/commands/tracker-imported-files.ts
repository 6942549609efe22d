import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import type { LayerDirectory, LayerFiles } from "../../tracker/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import { actingPerson } from "../tracker/person.ts";
import { tell } from "./tracker-sources.ts";

/** What every import into tracker data does with its files. */

/** Beside the data, outside git: what imports remember. */
export const IMPORT_FOLDER = ".import";

/**
 * Keeps what saves work next time; `path` is within IMPORT_FOLDER, which git passes over. Throws INPUT_INVALID when a link stands
 * there: whoever can commit to the data could have it lead to any folder of whoever imports.
 */
export async function keepImportState(directory: string, path: string, state: unknown): Promise<void> {
  const { placeFile } = await import("../../tracker/index.ts");
  const folder = join(directory, IMPORT_FOLDER);
  if ((await lstat(folder).catch(() => undefined))?.isSymbolicLink()) {
    const message = `${folder} is a link, so nothing is kept there. What was imported is written; the next import reads all of it again.`;
    throw new SamedayError("INPUT_INVALID", message);
  }
  await placeFile(join(directory, IMPORT_FOLDER, ".gitignore"), Buffer.from("*\n"));
  await placeFile(join(directory, path), Buffer.from(JSON.stringify(state)));
}

/** Writes files in place, made from what stands there while nobody else changes it. */
export async function placeImport(
  context: CommandContext,
  directory: string,
  make: () => Promise<ReadonlyMap<string, Uint8Array>>,
): Promise<void> {
  const { placeFile, withDataLock } = await import("../../tracker/index.ts");
  await withDataLock(context.processes, directory, async () => {
    for (const [path, bytes] of await make()) await placeFile(join(directory, path), bytes);
  });
}

interface ImportCommit {
  readonly directory: string;
  /** The layers that it lies over, lowest first. */
  readonly below: readonly LayerDirectory[];
  /** The option of PERSON_OPTION. */
  readonly as: string | undefined;
  /** The commit's first line; asked again after `make`. */
  subject(): string;
  /** New contents, from the files of the last commit; asked again when somebody else commits meanwhile. */
  make(files: LayerFiles): ReadonlyMap<string, Uint8Array>;
}

/** One commit of these files alone, checked and landed as every edit is. */
export async function commitImport(
  context: CommandContext,
  { directory, below, ...wish }: ImportCommit,
): Promise<void> {
  const { landEdit, SIGNAL_FILES } = await import("../../tracker/index.ts");
  const { commit, files } = await landEdit({
    runner: context.processes,
    directory,
    below,
    person: await actingPerson(context, directory, wish.as),
    clock: context.clock,
    edit: {
      get subject() {
        return wish.subject();
      },
      async apply(read, { paths }) {
        const there = new Map<string, Uint8Array>();
        for (const path of [...paths, ...SIGNAL_FILES]) there.set(path, await read(path));
        return wish.make(there);
      },
    },
  });
  if (files.length > 0) tell(context, `Committed as ${commit.slice(0, 12)}.`);
}
