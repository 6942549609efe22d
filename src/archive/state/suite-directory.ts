import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { isFileName } from "../../debian/index.ts";
import { SamedayError, sha256 } from "../../kernel/index.ts";

/** The part of a suite that tells its state from others'; a whole `Suite` of the definition fits. */
export interface SuiteAddress {
  readonly name: string;
  readonly url: string;
}

/** Where a suite's states lie below the archive's state directory. */
export interface SuiteDirectory {
  readonly root: string;
  /** Plain index files, named by their SHA-256. */
  readonly objects: string;
  /** Files that are being written. */
  readonly partial: string;
  readonly lastTry: string;
}

/** Two mirrors of one suite have a state each, so that a change of mirror cannot mix them. */
export function suiteDirectory(stateDirectory: string, suite: SuiteAddress): SuiteDirectory {
  if (!isFileName(suite.name)) throw new SamedayError("DISTRIBUTION_INVALID", "A suite's name is no plain word.");
  const root = join(stateDirectory, `${suite.name}-${sha256(suite.url).slice(0, 12)}`);
  return {
    root,
    objects: join(root, "objects"),
    partial: join(root, "partial"),
    lastTry: join(root, "last-try.json"),
  };
}

export async function createSuiteDirectory(directory: SuiteDirectory): Promise<void> {
  await mkdir(directory.objects, { recursive: true });
  await mkdir(directory.partial, { recursive: true });
}
