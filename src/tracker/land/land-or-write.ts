import { realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { formatProblem, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { loadLayers } from "../layers/load-tracker.ts";
import { readLayerFiles } from "../layers/read-layer-files.ts";
import { same } from "./checkout.ts";
import { withGitWords } from "./git-words.ts";
import { dataNow, type Landed, type LandParts, landEdit } from "./land-edit.ts";
import { newErrors } from "./new-errors.ts";
import { placeFile } from "./place-file.ts";
import { gitDirectory, withDataLock } from "./repository-lock.ts";

/** As for `landEdit`; the person is asked for only where there is a commit to make. */
export interface LandOrWriteParts extends Omit<LandParts, "person"> {
  person(): Promise<LandParts["person"]>;
}

export interface LandedOrWritten extends Omit<Landed, "commit"> {
  /** undefined where git does not keep the data: the files were written in place. */
  readonly commit: string | undefined;
}

const TIME_LIMIT_MS = 60_000;

/**
 * Where git keeps the data, one commit under the person's name; else the files in place, checked the same, one edit at a time.
 * Throws as `landEdit`.
 */
export async function landOrWrite(parts: LandOrWriteParts): Promise<LandedOrWritten> {
  const { runner, directory } = parts;
  if (await isKeptByGit(runner, directory)) return landEdit({ ...parts, person: await parts.person() });
  return withDataLock(runner, directory, () => writeInPlace(parts));
}

async function writeInPlace({ directory, below = [], edit }: LandOrWriteParts): Promise<LandedOrWritten> {
  const name = basename(directory);
  const layers = await loadLayers(below);
  const before = await readLayerFiles(directory);
  const read = async (path: string): Promise<Uint8Array> => before.get(path) ?? new Uint8Array();
  const files = await edit.apply(read, dataNow(name, before, layers));
  const changed = [...files].filter(([path, bytes]) => !same(bytes, before.get(path)));
  const [fresh] = newErrors(layers, name, before, new Map([...before, ...changed]));
  if (fresh) throw new SamedayError("INPUT_INVALID", `The data would have an error: ${formatProblem(fresh)}`);
  for (const [path, bytes] of changed) await replaceFile(join(directory, path), bytes);
  return { commit: undefined, files: changed.map(([path]) => path) };
}

/** Whether git has files of this directory: a folder that it ignores is none of its own. */
async function isKeptByGit(runner: ProcessRunner, directory: string): Promise<boolean> {
  if ((await gitDirectory(runner, directory)) === undefined) return false;
  const argv = ["git", "-C", directory, "ls-files", "-z", "--", "."] as const;
  const listing = runner.run({ argv, timeLimitMs: TIME_LIMIT_MS });
  const { stdout } = await listing.catch((thrown: unknown) => {
    throw withGitWords(thrown, directory);
  });
  return stdout.length > 0;
}

/** A symbolic link stays one. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await placeFile(await realpath(path).catch(() => path), bytes);
}
