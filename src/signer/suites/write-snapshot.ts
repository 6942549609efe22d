import { link, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DAY_MS, isBehind, sha256 } from "../../kernel/index.ts";
import { clearSign, detachSign } from "../../openpgp/index.ts";
import type { SignerContext } from "../context.ts";
import { makeDirectory, switchLink, syncDirectory, writeSynced } from "../files/durable.ts";
import { type IndexFile, makeIndices, writeIndices } from "./indices.ts";
import { makeRelease } from "./release-file.ts";
import type { PublishedSuite } from "./suite.ts";
import { type IndexGeneration, type SuiteEntry, type SuiteState, writeSuiteState } from "./suite-state.ts";

/** Machines that do not hear from us for a week complain; the signer signs again well before. */
export const VALID_MS = 7 * DAY_MS;
/** How long by-hash files and pool places of earlier serials stay: as long as a Release that names them is valid. */
const KEPT_MS = VALID_MS;
const MOST_GENERATIONS = 40;
const LEAST_GENERATIONS = 3;

/**
 * Builds the next state of a suite beside the present one and switches to it. In this order, each step on the disk
 * before the next: indices, Release, signatures, by-hash; the finished directory gets its name; the state is written;
 * the log says what was signed and why; the symlink is renamed over; the log says so. A process killed in between
 * leaves the old state in service and something that `recover` throws away.
 */
export async function writeSnapshot(
  context: SignerContext,
  suite: PublishedSuite,
  before: SuiteState | undefined,
  entries: readonly SuiteEntry[],
  why: Readonly<Record<string, unknown>>,
): Promise<SuiteState> {
  const { runner, keys, layout, log } = context;
  const { directoryMode, fileMode } = suite.tree;
  const serial = (before?.serial ?? 0) + 1;
  const date = laterOf(context.clock.now(), before?.date);
  const validUntil = new Date(date.getTime() + VALID_MS);
  const snapshots = join(suite.tree.root, "snapshots", suite.name);
  const building = join(snapshots, ".new");
  const finished = join(snapshots, String(serial));
  await makeDirectory(snapshots, directoryMode);
  await rm(building, { recursive: true, force: true });
  await makeDirectory(building, directoryMode);

  const indices = await makeIndices(runner, suite, entries);
  await writeIndices(building, indices, suite.tree);
  const release = await makeRelease(runner, building, suite, { title: context.definition.title, date, validUntil });
  const signing = keys.signing(suite.use);
  await writeSynced(join(building, "Release"), release, fileMode);
  await writeSynced(join(building, "InRelease"), await clearSign(runner, signing, release), fileMode);
  await writeSynced(join(building, "Release.gpg"), await detachSign(runner, signing, release), fileMode);
  const generations = generationsAfter(before, indices, date);
  await linkByHash(building, before ? join(snapshots, String(before.serial)) : undefined, generations, directoryMode);
  await syncDirectories(building, generations);
  await rm(finished, { recursive: true, force: true });
  await rename(building, finished);
  await syncDirectory(snapshots);

  const state: SuiteState = {
    serial,
    date: date.toISOString(),
    validUntil: validUntil.toISOString(),
    signedBy: signing.fingerprints,
    keyGeneration: suite.use === "archive" ? keys.state().generation : 0,
    entries,
    generations,
    retired: retiredAfter(before, entries, date),
  };
  await writeSuiteState(layout.state, suite, state);
  const what = { suite: suite.name, serial };
  await log.append("release-signed", { ...what, release: sha256(release), signedBy: signing.fingerprints, ...why });
  await makeDirectory(join(suite.tree.root, "dists"), directoryMode);
  await switchLink(join(suite.tree.root, "dists", suite.name), join("..", "snapshots", suite.name, String(serial)));
  await log.append("switched", what);
  return state;
}

/**
 * Never before the date of the serial before, but for one that lies so far ahead that no machine with a right clock has
 * taken it; that was asked about before (`Suites.requireClock`).
 */
function laterOf(now: Date, before: string | undefined): Date {
  const date = new Date(Math.floor(now.getTime() / 1000) * 1000);
  if (before === undefined || isBehind(now, new Date(before))) return date;
  return Date.parse(before) > date.getTime() ? new Date(before) : date;
}

function generationsAfter(
  before: SuiteState | undefined,
  indices: readonly IndexFile[],
  date: Date,
): readonly IndexGeneration[] {
  const fresh = { at: date.toISOString(), files: indices.map(({ path, sha256: hash }) => ({ path, sha256: hash })) };
  return [fresh, ...(before?.generations ?? [])]
    .filter((one, index) => index < LEAST_GENERATIONS || Date.parse(one.at) > date.getTime() - KEPT_MS)
    .slice(0, MOST_GENERATIONS);
}

function retiredAfter(
  before: SuiteState | undefined,
  entries: readonly SuiteEntry[],
  date: Date,
): SuiteState["retired"] {
  const used = new Set(entries.flatMap((entry) => entry.places));
  const dropped = (before?.entries ?? [])
    .flatMap((entry) => entry.places)
    .filter((place) => !used.has(place))
    .map((place) => ({ place, at: date.toISOString() }));
  const kept = (before?.retired ?? []).filter(
    ({ place, at }) => !used.has(place) && Date.parse(at) > date.getTime() - KEPT_MS,
  );
  return [...kept, ...dropped];
}

/** apt asks for `by-hash/SHA256/HASH` beside each index, and may still ask for those of a Release that it read just before. */
async function linkByHash(
  directory: string,
  previous: string | undefined,
  generations: readonly IndexGeneration[],
  directoryMode: number,
): Promise<void> {
  for (const [age, generation] of generations.entries()) {
    for (const file of generation.files) {
      const place = join(dirname(file.path), "by-hash", "SHA256", file.sha256);
      const target = join(directory, place);
      await makeDirectory(dirname(target), directoryMode);
      const source = age === 0 ? join(directory, file.path) : previous && join(previous, place);
      if (source) await link(source, target).catch(age === 0 ? unlessThere : unlessThereOrGone);
    }
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

/** An older index that somebody removed by hand is missed by few; a new publication must not wait for it. */
function unlessThereOrGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") unlessThere(error);
}

async function syncDirectories(directory: string, generations: readonly IndexGeneration[]): Promise<void> {
  const directories = new Set<string>([directory]);
  for (const { path } of generations.flatMap((generation) => generation.files)) {
    const byHash = join(directory, dirname(path), "by-hash", "SHA256");
    for (let at = byHash; at.length > directory.length; at = dirname(at)) directories.add(at);
  }
  for (const path of [...directories].sort().reverse()) {
    await syncDirectory(path);
  }
}
