import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Problem, type ProcessRunner, SamedayError } from "../kernel/index.ts";
import type { FileSystem } from "./check/files.ts";
import { checkKeyFiles } from "./check/key-files.ts";
import { aptRepositories } from "./machine-mirror.ts";
import { type LoadedDistribution, readDistribution } from "./read-distribution.ts";

/** The ports that reading a definition needs. */
export interface DistributionWorld {
  readonly processes: ProcessRunner;
}

/**
 * Reads a definition from its file; apt is asked for the machine's mirrors.
 * Faults of the definition are problems. Throws NOT_FOUND or INPUT_INVALID when the file itself cannot be read.
 */
export async function loadDistribution(path: string, world: DistributionWorld): Promise<LoadedDistribution> {
  const file = resolve(path);
  const bytes = await readFile(file).catch((thrown: NodeJS.ErrnoException) => {
    throw unreadable(path, thrown);
  });
  return readDistribution(bytes, {
    file: path,
    directory: dirname(file),
    files: realFiles,
    repositories: await aptRepositories(world.processes),
  });
}

/** As `loadDistribution`, and looks into people's key files too (one gpg a person): what a check or a starting desk wants. */
export async function loadAndCheckDistribution(path: string, world: DistributionWorld): Promise<LoadedDistribution> {
  const loaded = await loadDistribution(path, world);
  if (!loaded.value) return loaded;
  const found = await checkKeyFiles(loaded.value.people, loaded.peoplePlaces, world.processes);
  const problems: readonly Problem[] = [...loaded.problems, ...found];
  const broken = found.some((problem) => problem.severity === "error");
  return { ...loaded, value: broken ? undefined : loaded.value, problems };
}

const realFiles: FileSystem = {
  kind(path) {
    try {
      const found = statSync(path);
      return found.isFile() ? "file" : found.isDirectory() ? "directory" : "nothing";
    } catch {
      // Not there, or not to be entered: in both cases the desk cannot read it.
      return "nothing";
    }
  },
};

function unreadable(path: string, thrown: NodeJS.ErrnoException): SamedayError {
  if (thrown.code === "ENOENT") return new SamedayError("NOT_FOUND", `There is no file ${path}.`, thrown);
  const why = thrown.code === "EISDIR" ? "it is a directory" : (thrown.code ?? "reading failed");
  return new SamedayError("INPUT_INVALID", `${path} cannot be read: ${why}.`, thrown);
}
