import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readReleaseDates } from "../../src/distribution/index.ts";
import {
  type BinaryVersions,
  createDpkgJudge,
  createSupportFacts,
  debianHouse,
  type Judge,
  loadTracker,
  readBinaryDirectory,
  readIndexDirectory,
  type SourceVersions,
  type Tracker,
} from "../../src/tracker/index.ts";

/** Data for the tests of the exports: the reference sets, and lists made anew from other seeds. */

export const REFERENCE = resolve(import.meta.dirname, "../..", process.env.SAMEDAY_REFERENCE ?? "../shared", "tracker");
/** Support of bullseye has ended by then. */
const DAY = new Date("2026-11-21T00:00:00Z");
const DEFINITION = join(import.meta.dirname, "../../examples/debian/distribution.toml");
export const HOUSE = debianHouse("https://example.org/export");

export interface World {
  readonly tracker: Tracker;
  readonly archive: SourceVersions;
  readonly binaries: BinaryVersions;
  readonly judge: Judge;
}

export interface Scratch {
  readonly directory: string;
  /** Directory of the index files. */
  readonly indexes: string;
}

export function createScratch(name: string): Scratch {
  if (!existsSync(REFERENCE)) throw new Error(`${REFERENCE} is missing; set SAMEDAY_REFERENCE.`);
  const directory = mkdtempSync(join(tmpdir(), `sameday-${name}-`));
  unpack("gold/archive.tar.xz", directory);
  return { directory, indexes: join(directory, "archive") };
}

/** `gold-small`, `gold`, or `seed N` for a list that no one has seen. */
export function dataDirectory({ directory, indexes }: Scratch, set: string): string {
  const data = join(directory, set.replace(" ", "-"));
  const seed = /^seed (\d+)$/.exec(set)?.[1];
  if (seed === undefined) {
    unpack(`${set}/inputs.tar.xz`, data);
    return data;
  }
  const lists = join(directory, "lists");
  if (!existsSync(lists)) unpack("advisory-lists.tar.xz", lists);
  const places = ["--archive", indexes, "--lists", lists, "--out", data];
  execFileSync("python3", [join(REFERENCE, "gen_cve_list.py"), "--size", "small", "--seed", seed, ...places]);
  // The generator makes the lists alone; which releases there are stands in the reference's configuration.
  execFileSync("tar", ["-xJf", join(REFERENCE, "gold-small/inputs.tar.xz"), "-C", data, "./config.json"]);
  return data;
}

export async function loadWorld(scratch: Scratch, set: string): Promise<World> {
  const directory = dataDirectory(scratch, set);
  const tracker = await loadTracker([{ name: "debian", directory }]);
  return {
    tracker,
    archive: await readIndexDirectory(scratch.indexes),
    binaries: await readBinaryDirectory(scratch.indexes),
    judge: createDpkgJudge(createSupportFacts(tracker, await readReleaseDates(DEFINITION), DAY)),
  };
}

export function unpack(archiveFile: string, directory: string): void {
  mkdirSync(directory, { recursive: true });
  execFileSync("tar", ["-xJf", join(REFERENCE, archiveFile), "-C", directory]);
}
