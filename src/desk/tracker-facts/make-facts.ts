import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Distribution, Release, TrackerLayer } from "../../distribution/index.ts";
import { type Clock, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import {
  createSourceTable,
  createTracker,
  loadLayers,
  loadTracker,
  type SourceVersions,
  type Tracker,
} from "../../tracker/index.ts";
import type { Suites } from "../../updates/index.ts";
import { loadDefinition } from "../definition.ts";
import { createSuites } from "../suites.ts";
import type { Publication } from "./facts.ts";
import { findKnownIssues } from "./known-issues.ts";
import type { KnownHandover } from "./known-record.ts";
import { currentFacts } from "./read-facts.ts";
import { type FactsInput, writeFacts } from "./write-facts.ts";

/** What one making is asked for; the server writes it to its helper's standard input. */
export interface FactsWish {
  /** Path of the distribution definition. */
  readonly definition: string;
  /** Directory of verified suites. */
  readonly suites: string;
  /** Where facts lie. */
  readonly place: string;
  readonly stamp: string;
  readonly published: readonly Publication[];
  readonly known: KnownHandover;
}

const wish = z.object({
  definition: z.string(),
  suites: z.string(),
  place: z.string(),
  stamp: z.string(),
  published: z.array(z.object({ id: z.string(), source: z.string(), release: z.string(), version: z.string() })),
  known: z.object({ layers: z.array(z.string()), file: z.string() }),
});

/** Reads what the server writes. Throws INPUT_INVALID. */
export function readFactsWish(text: string): FactsWish {
  try {
    return wish.parse(JSON.parse(text));
  } catch (cause) {
    throw new SamedayError("INPUT_INVALID", "Standard input holds no wish for facts.", cause);
  }
}

/**
 * Works out the facts and makes them the current ones. It takes some hundred megabytes and seconds, which is why the
 * server has a helper do it that ends afterwards. Layers that cannot be read are left out, and `say` is told.
 * Throws INPUT_INVALID when none of them holds a list, unless there is but our own.
 */
export async function makeFacts(
  asked: FactsWish,
  world: { readonly runner: ProcessRunner; readonly clock: Clock; readonly say: (text: string) => void },
): Promise<void> {
  const { place, stamp, published } = asked;
  const now = world.clock.now();
  await mkdir(place, { recursive: true, mode: 0o700 });
  const definition = await loadDefinition(asked.definition, world.runner);
  const suites = createSuites({ ...world, definition, directory: asked.suites, onlyRead: true });
  const archive = await sourceVersions(definition, suites, published);
  await suites.stop();
  const layers = await readable(definition.layers, world.say);
  const tracker = await trackerOf(definition.layers, layers);
  const before = await currentFacts(place);
  const knownBefore = await readFile(asked.known.file, "utf8");
  const name = `facts-${now.getTime()}-${process.pid}`;
  await writeFacts(place, name, {
    stamp,
    tracker,
    archive,
    known: findKnownIssues({ layers: asked.known.layers, issues: knownBefore }, tracker, now),
    supported: new Set(definition.releases.filter((one) => isSupported(one, now)).map((one) => one.codename)),
    releases: definition.releases,
    at: now,
    takenBy: takers(tracker),
    published,
    layers: layers.map((layer) => layer.name),
    budgetHours: definition.policy.budgetHours,
  });
  await removeOthers(place, [name, before]);
}

/**
 * A team that begins has written nothing yet: with no layer but its own there may be no list. Below others' data no list at
 * all means a wrong directory, and nobody may read that as «no open issue». Throws INPUT_INVALID then.
 */
async function trackerOf(defined: readonly TrackerLayer[], read: readonly TrackerLayer[]): Promise<Tracker> {
  const onlyOurs = defined.every((layer) => layer.ours) && read.length === defined.length;
  return onlyOurs ? createTracker(await loadLayers(read)) : loadTracker(read);
}

async function readable(layers: readonly TrackerLayer[], say: (text: string) => void): Promise<TrackerLayer[]> {
  const found = await Promise.all(
    layers.map((layer) =>
      readdir(layer.directory).then(
        () => [layer],
        () => {
          say(`layer ${layer.name}: ${layer.directory} cannot be read; it is left out.`);
          return [];
        },
      ),
    ),
  );
  return found.flat();
}

/** Who has taken a package for a release, as `dsa-needed.txt` says it; a line without a release is about all of them. */
function takers(tracker: Tracker): FactsInput["takenBy"] {
  const taken = new Map<string, string>();
  for (const layer of tracker.layers) {
    for (const entry of layer.needed.get("dsa-needed.txt") ?? []) {
      if (entry.claimedBy) taken.set(`${entry.package} ${entry.release ?? ""}`, entry.claimedBy);
    }
  }
  return (name, release) => {
    const alias = tracker.releases.get(release)?.alias;
    const places = [release, ...(alias === undefined ? [] : [alias]), ""];
    return places.map((place) => taken.get(`${name} ${place}`)).find((found) => found !== undefined) ?? "";
  };
}

/** A release without phases is one that never ends, such as sid. */
function isSupported(release: Release, now: Date): boolean {
  return release.phases.length === 0 || release.phases.some((phase) => phase.from <= now && now < phase.until);
}

/** The suites' source versions, and above them what this desk has published itself. */
async function sourceVersions(
  definition: Distribution,
  suites: Suites,
  published: readonly Publication[],
): Promise<SourceVersions> {
  const table = createSourceTable();
  for (const release of definition.releases) {
    for (const contents of await suites.ofRelease(release.codename)) {
      const { role } = contents.suite;
      if (role === "backports") continue;
      for (const entry of contents.sources()) {
        table.add(entry.package, release.codename, role, entry.component, entry.version);
      }
    }
  }
  for (const update of published) table.add(update.source, update.release, "security", "main", update.version);
  return table.versions;
}

/** A page may still be read from the facts before these; older ones nobody has. */
async function removeOthers(place: string, kept: readonly (string | null)[]): Promise<void> {
  for (const entry of await readdir(place)) {
    if (!entry.startsWith("facts-") || kept.includes(entry)) continue;
    await rm(join(place, entry), { recursive: true, force: true });
  }
}
