import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Distribution } from "../../distribution/index.ts";
import type { Clock } from "../../kernel/index.ts";
import type { Store } from "../../store/index.ts";
import { layerFilePaths } from "../../tracker/index.ts";
import type { Suites } from "../../updates/index.ts";
import { calledByName } from "../called-by-name.ts";
import { oneLine } from "../tend.ts";
import type { Publication, TrackerFacts } from "./facts.ts";
import type { KnownHandover, KnownRecord } from "./known-record.ts";
import { currentFacts, openFacts } from "./read-facts.ts";

export interface TrackerFactsSource {
  /**
   * The facts as they are known; they are made when there are none. When lists, suites or publications have changed, new
   * ones are made meanwhile, and `changed` tells when they are there: the board never waits for them.
   */
  current(): Promise<TrackerFacts>;
  /** The facts of what lists, suites and publications hold now; waits until they are made. */
  upToDate(): Promise<TrackerFacts>;
  /** Ends what is being made. */
  stop(): Promise<void>;
}

export interface TrackerFactsParts {
  readonly definition: Pick<Distribution, "layers">;
  readonly suites: Pick<Suites, "health">;
  readonly store: Pick<Store, "db">;
  readonly clock: Clock;
  /** Where facts lie. */
  readonly place: string;
  /** Since when issues are known here. */
  readonly known: KnownRecord;
  /** Makes facts of this stamp the current ones below `place`; `signal` gives it up. */
  make(
    wish: { readonly stamp: string; readonly published: readonly Publication[]; readonly known: KnownHandover },
    signal: AbortSignal,
  ): Promise<void>;
  /** New facts are there. */
  changed(): void;
  say(text: string): void;
}

/** How long what was looked at counts as looked at; a change by this desk itself is seen at once by `upToDate`. */
const LOOK_EVERY_MS = 2_000;
/** After a making that failed; the old facts are shown meanwhile. */
const TRY_AGAIN_MS = 60_000;

export function createTrackerFacts(parts: TrackerFactsParts): TrackerFactsSource {
  const stopping = new AbortController();
  let known: TrackerFacts | null = null;
  let making: Promise<TrackerFacts> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;

  const begin = (stamp: string, published: readonly Publication[]): Promise<TrackerFacts> => {
    making ??= makeNew(parts, stamp, published, stopping.signal)
      .then((made) => {
        const first = known === null;
        known = made;
        if (!first) parts.changed();
        return made;
      })
      .catch((error: unknown) => {
        failedAt = parts.clock.now().getTime();
        throw error;
      })
      .finally(() => {
        making = null;
      });
    return making;
  };

  const upToDate = async (): Promise<TrackerFacts> => {
    for (;;) {
      const { stamp, published } = await calledByName(look(parts));
      known ??= await openCurrent(parts.place);
      if (known?.stamp === stamp) return known;
      // What is being made may be of a state before the one that was just seen.
      const made = await begin(stamp, published);
      if (made.stamp === stamp) return made;
    }
  };

  return {
    upToDate,
    async current() {
      known ??= await openCurrent(parts.place);
      if (known === null) return upToDate();
      const now = parts.clock.now().getTime();
      if (now - lookedAt >= LOOK_EVERY_MS && now - failedAt >= TRY_AGAIN_MS && making === null) {
        lookedAt = now;
        const before = known;
        calledByName(look(parts))
          .then(({ stamp, published }) => (stamp === before.stamp ? undefined : begin(stamp, published)))
          .catch((error) => stopping.signal.aborted || parts.say(`issues: ${oneLine(error)}`));
      }
      return known;
    },
    async stop() {
      stopping.abort();
      await making?.catch(() => undefined);
    },
  };
}

async function makeNew(
  { place, known, make }: TrackerFactsParts,
  stamp: string,
  published: readonly Publication[],
  signal: AbortSignal,
): Promise<TrackerFacts> {
  // Of a making whose news could not be taken over.
  await known.takeOver();
  await make({ stamp, published, known: await known.handOver() }, signal);
  await known.takeOver();
  const made = await openCurrent(place);
  if (made === null) throw new Error("no facts were made");
  return made;
}

async function openCurrent(place: string): Promise<TrackerFacts | null> {
  const name = await currentFacts(place);
  // Facts of an older program may have another form: then they are made anew.
  return name === null ? null : openFacts(join(place, name)).catch(() => null);
}

/** What the facts follow from: lists, suites, publications, and the day, for releases whose support ends. */
async function look({ definition, suites, store, clock }: TrackerFactsParts): Promise<{
  readonly stamp: string;
  readonly published: readonly Publication[];
}> {
  const times = (await Promise.all(definition.layers.map(({ directory }) => timesOf(directory)))).flat();
  const dated = (await suites.health()).map(({ suite, dated: at }) => `${suite.name} ${at?.getTime() ?? 0}`);
  const published: Publication[] = await store.db
    .selectFrom("update")
    .select(["id", "source", "release", "version"])
    .where("state", "=", "published")
    .orderBy("number")
    .execute();
  const day = clock.now().toISOString().slice(0, 10);
  const all = [FORM, day, ...times, ...dated, ...published.map((one) => one.id)];
  return { stamp: createHash("sha256").update(all.join("\n")).digest("hex").slice(0, 32), published };
}

/** When each file was written that verdicts follow from; none of a directory that cannot be read. */
async function timesOf(directory: string): Promise<readonly string[]> {
  const paths = await layerFilePaths(directory).catch(() => []);
  return Promise.all(
    [...paths].map((path) =>
      stat(join(directory, path)).then(
        (found) => `${path} ${found.mtimeMs} ${found.size}`,
        () => `${path} none`,
      ),
    ),
  );
}

/** Grows when the files' form changes, so that a new program does not read what an old one wrote. */
const FORM = "3";
