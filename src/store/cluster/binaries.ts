import { access, readdir } from "node:fs/promises";
import path from "node:path";
import { SamedayError } from "../../kernel/index.ts";

/** Where Debian's packages put the programs of each major version (postgresql-common). */
export const DEBIAN_POSTGRES = "/usr/lib/postgresql";

export interface Binaries {
  readonly major: number;
  /** Directory that holds postgres, initdb, pg_ctl, pg_dump, pg_restore. */
  readonly directory: string;
}

/** Every installed major version with a server, the newest first. */
export async function installedBinaries(root = DEBIAN_POSTGRES): Promise<readonly Binaries[]> {
  const names = await readdir(root).catch(() => [] as string[]);
  const found: Binaries[] = [];
  for (const name of names.filter((entry) => /^\d+$/.test(entry))) {
    const directory = path.join(root, name, "bin");
    const complete = await Promise.all(
      ["postgres", "initdb", "pg_ctl"].map((tool) => access(path.join(directory, tool))),
    )
      .then(() => true)
      .catch(() => false);
    if (complete) found.push({ major: Number(name), directory });
  }
  return found.sort((a, b) => b.major - a.major);
}

/**
 * The programs for existing data of a major version, or the newest for new data (`undefined`).
 * Throws TOOL_MISSING when no server is installed at all, STORE_VERSION when only others are.
 */
export function chooseBinaries(installed: readonly Binaries[], dataMajor: number | undefined): Binaries {
  const newest = installed[0];
  if (!newest)
    throw new SamedayError("TOOL_MISSING", "No PostgreSQL server is installed (Debian package: postgresql).");
  if (dataMajor === undefined) return newest;
  const same = installed.find(({ major }) => major === dataMajor);
  if (same) return same;
  const have = installed.map(({ major }) => major).join(", ");
  throw new SamedayError(
    "STORE_VERSION",
    `The data was written by PostgreSQL ${dataMajor}, but installed is ${have}. ` +
      `Install postgresql-${dataMajor} beside it; the upgrade needs both.`,
  );
}
