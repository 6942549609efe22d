import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SignerContext } from "../context.ts";
import type { ArchiveTree, PublishedSuite } from "./suite.ts";
import { currentSerial, type SuiteState } from "./suite-state.ts";

/** Snapshots that stay beside the present one, for whoever wants to look back. */
const KEPT_SNAPSHOTS = 3;

/** Removes snapshots and their records that are long past, and what was signed but never switched to. */
export async function tidySnapshots(context: SignerContext, suite: PublishedSuite): Promise<void> {
  const serial = (await currentSerial(suite)) ?? 0;
  const snapshots = join(suite.tree.root, "snapshots", suite.name);
  for (const name of await namesIn(snapshots)) {
    const isKept = /^\d+$/.test(name) && Number(name) <= serial && Number(name) > serial - KEPT_SNAPSHOTS;
    if (isKept) continue;
    await rm(join(snapshots, name), { recursive: true, force: true });
  }
  for (const name of await namesIn(join(context.layout.state, suite.name))) {
    const number = /^(\d+)\.json$/.exec(name)?.[1];
    const isKept = number !== undefined && Number(number) <= serial && Number(number) > serial - KEPT_SNAPSHOTS;
    if (!isKept) await rm(join(context.layout.state, suite.name, name), { force: true });
  }
  await rm(join(suite.tree.root, "dists", `${suite.name}.new`), { force: true });
}

/** Removes pool places that no suite of the tree names, as entry or as recently retired. */
export async function tidyPool(tree: ArchiveTree, states: readonly SuiteState[]): Promise<void> {
  const named = new Set(
    states.flatMap((state) => [
      ...state.entries.flatMap((entry) => entry.places),
      ...state.retired.map((retired) => retired.place),
    ]),
  );
  for (const place of await poolPlaces(tree)) {
    if (named.has(place)) continue;
    await rm(join(tree.root, place), { recursive: true, force: true });
    await removeEmpty(tree, dirname(place));
  }
}

/** `pool/COMPONENT/PREFIX/SOURCE/CONTENT`, every one that is there. */
async function poolPlaces(tree: ArchiveTree): Promise<readonly string[]> {
  let places = ["pool"];
  for (let level = 0; level < 4; level += 1) {
    const deeper = await Promise.all(
      places.map(async (place) => (await namesIn(join(tree.root, place))).map((name) => join(place, name))),
    );
    places = deeper.flat();
  }
  return places;
}

async function removeEmpty(tree: ArchiveTree, place: string): Promise<void> {
  if (place === "pool" || (await namesIn(join(tree.root, place))).length > 0) return;
  await rm(join(tree.root, place), { recursive: true, force: true });
  await removeEmpty(tree, dirname(place));
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
