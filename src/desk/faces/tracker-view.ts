import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Distribution, Release } from "../../distribution/index.ts";
import type { Clock } from "../../kernel/index.ts";
import type { Store } from "../../store/index.ts";
import {
  allVerdicts,
  createSourceTable,
  createTracker,
  dpkgJudge,
  parseLayer,
  readLayerFiles,
  type SourceVersions,
  type Tracker,
  type Verdict,
} from "../../tracker/index.ts";
import type { Suites } from "../../updates/index.ts";

/** Tracker data and archive as they stand together, and every verdict that is open in a supported release. */
export interface TrackerView {
  readonly tracker: Tracker;
  readonly archive: SourceVersions;
  /** Vulnerable ones, the most urgent first. */
  readonly open: readonly Verdict[];
}

export interface TrackerViews {
  /** The view as of the lists, suites and publications now; made again only when one of them has changed. */
  current(): Promise<TrackerView>;
}

const URGENCY_ORDER: Readonly<Record<string, number>> = { high: 0, medium: 1, low: 2 };

/** Makes views on demand; while a new one is made, everybody waits for the same. */
export function createTrackerViews(parts: {
  readonly definition: Distribution;
  readonly suites: Suites;
  readonly store: Store;
  readonly clock: Clock;
}): TrackerViews {
  let known: { readonly stamp: string; readonly view: Promise<TrackerView> } | undefined;
  return {
    async current() {
      const stamp = await stampOf(parts);
      if (known?.stamp === stamp) return known.view;
      const made = { stamp, view: makeView(parts) };
      known = made;
      made.view.catch(() => {
        if (known === made) known = undefined;
      });
      return made.view;
    },
  };
}

type Parts = Parameters<typeof createTrackerViews>[0];

/** Changes when a list was written, a suite renewed or an update published. */
async function stampOf({ definition, suites, store }: Parts): Promise<string> {
  const lists = definition.layers.flatMap((layer) =>
    ["CVE/list", `${definition.advisory.prefix}/list`, "config.json"].map((path) => join(layer.directory, path)),
  );
  const times = await Promise.all(
    lists.map((path) =>
      stat(path).then(
        (found) => found.mtimeMs,
        () => 0,
      ),
    ),
  );
  const dated = (await suites.health()).map((health) => health.dated?.getTime() ?? 0);
  const { published } = await store.db
    .selectFrom("update")
    .select((eb) => eb.fn.countAll<number>().as("published"))
    .where("state", "=", "published")
    .executeTakeFirstOrThrow();
  return [...times, ...dated, published].join(" ");
}

async function makeView(parts: Parts): Promise<TrackerView> {
  const { definition, clock } = parts;
  const layers = await Promise.all(
    definition.layers.map(async (layer) => parseLayer(layer.name, await readLayerFiles(layer.directory))),
  );
  const tracker = createTracker(layers);
  const archive = await sourceVersions(parts);
  const now = clock.now();
  const supported = new Set(
    definition.releases.filter((release) => isSupported(release, now)).map((one) => one.codename),
  );
  const open = [...allVerdicts(tracker, archive, dpkgJudge)].filter(
    (verdict) => verdict.status === "vulnerable" && supported.has(verdict.release),
  );
  return { tracker, archive, open: open.sort(byUrgency) };
}

/** A release without phases is one that never ends, such as sid. */
function isSupported(release: Release, now: Date): boolean {
  return release.phases.length === 0 || release.phases.some((phase) => phase.from <= now && now < phase.until);
}

/** The suites' source versions, and above them what this desk has published itself. */
async function sourceVersions({ definition, suites, store }: Parts): Promise<SourceVersions> {
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
  const published = await store.db
    .selectFrom("update")
    .select(["source", "release", "version"])
    .where("state", "=", "published")
    .execute();
  for (const update of published) table.add(update.source, update.release, "security", "main", update.version);
  return table.versions;
}

/** Undecided before decided, then by urgency, then the oldest name. */
function byUrgency(a: Verdict, b: Verdict): number {
  const decided = Number(a.decision !== undefined) - Number(b.decision !== undefined);
  const urgency = (URGENCY_ORDER[a.urgency] ?? 3) - (URGENCY_ORDER[b.urgency] ?? 3);
  return decided || urgency || (a.issue < b.issue ? -1 : a.issue > b.issue ? 1 : 0);
}
