import type { Sha256 } from "../../kernel/index.ts";
import type { Placed } from "../protocol.ts";
import type { PublishedSuite } from "../suites/suite.ts";
import type { SuiteEntry } from "../suites/suite-state.ts";
import type { Suites } from "../suites/suites.ts";
import { moveIntoPool } from "../take/move-into-pool.ts";
import type { PreparedUpdate } from "../take/prepare-update.ts";

interface NamedHash {
  readonly name: string;
  readonly sha256: Sha256;
}

export function entryOf(update: PreparedUpdate, serial: number): SuiteEntry {
  return {
    update: update.update,
    source: update.source,
    version: update.version,
    files: update.files.map(({ name, sha256 }) => ({ name, sha256 })),
    serial,
    places: update.places,
    packages: update.packages,
    sources: update.sources,
  };
}

export function sameFiles(entry: SuiteEntry, files: readonly NamedHash[]): boolean {
  const lines = (list: readonly NamedHash[]): string =>
    list
      .map((file) => `${file.sha256}  ${file.name}`)
      .sort()
      .join("\n");
  return lines(entry.files) === lines(files);
}

/** Moves the update's files into the suite's pool for a change; when the change fails, they are taken out again. */
export async function withPlaces<T>(
  suites: Suites,
  suite: PublishedSuite,
  update: PreparedUpdate,
  change: () => Promise<T>,
): Promise<T> {
  try {
    await moveIntoPool(update.tree, update.places, suite.tree);
    return await change();
  } finally {
    await suites.tidy(suite);
  }
}

/** The answer for an update that stands in a suite since a serial. */
export function placed<C extends "enqueue" | "dequeue" | "publish">(
  call: C,
  suite: PublishedSuite,
  serial: number,
): { readonly call: C } & Placed {
  return { call, suite: suite.name, serial, snapshot: `${suite.name}/${serial}` };
}
