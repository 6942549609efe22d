import { type FSWatcher, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, SamedayError } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import type { LayerDirectory } from "../layers/load-tracker.ts";
import type { DatedRelease } from "../support/phase.ts";
import { createLayerReader } from "./layer-reader.ts";
import { createLiveState, type Snapshot } from "./live-state.ts";

export interface FollowOptions {
  /** Lowest first. */
  readonly layers: readonly LayerDirectory[];
  readonly dates: readonly DatedRelease[];
  readonly clock: Clock;
  /** The archive as it is known now; the same object while nothing has changed. */
  archive(): Promise<SourceVersions>;
  /** A new snapshot is in service. */
  changed(snapshot: Snapshot): void;
  say(text: string): void;
}

/** A layer that cannot be read; what was read of it last stays in service. */
export interface LayerTrouble {
  readonly layer: string;
  readonly message: string;
  readonly since: Date;
}

/** Tracker data in memory that follows its directories. */
export interface Following {
  /** The snapshot in service; undefined until the first reading is done. */
  current(): Snapshot | undefined;
  troubles(): readonly LayerTrouble[];
  /** Looks at once; settles when what was there at the call is in service. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** A change is told by the file system; this finds what was not told (other machines' file systems, an archive). */
const LOOK_EVERY_MS = 2_000;
/** git and editors write in several steps: the last one is waited for. */
const SETTLE_MS = 10;
const WRITTEN_MS = 100;

/** Reads the layers, and again whenever they change. Nothing that goes wrong ends it: the last good state stays. */
export function follow(options: FollowOptions): Following {
  const { layers, clock } = options;
  const state = createLiveState();
  const readers = layers.map(({ name, directory }) => ({
    name,
    directory,
    reader: createLayerReader(directory),
    read: false,
  }));
  const troubles = new Map<string, LayerTrouble>();
  const watchers = new Map<string, FSWatcher>();
  let current: Snapshot | undefined;
  let support = "";
  let archive: SourceVersions | undefined;
  let running: Promise<void> | undefined;
  let again: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const readAll = async (): Promise<void> => {
    const now = await options.archive();
    let news = current === undefined;
    let writing = false;
    const read = [];
    for (const layer of readers) {
      try {
        const files = await layer.reader.read();
        if (files !== undefined) news = true;
        if (files !== undefined) layer.read = true;
        troubles.delete(layer.name);
        read.push({ name: layer.name, files });
        // The bytes are lent: nothing is awaited for this layer between here and `next` but other layers' own reading.
      } catch (error) {
        if (error instanceof SamedayError && error.code === "CONFLICT") writing = true;
        else tell(layer.name, error);
        read.push({ name: layer.name, files: undefined });
      }
      await watchLayer(layer.directory);
    }
    const at = clock.now();
    const day = at.toISOString().slice(0, 10);
    if (now !== archive || day !== support) news = true;
    if (writing) lookIn(WRITTEN_MS);
    if (writing && current === undefined) for (const { reader } of readers) reader.forget();
    if (!news || stopped || (writing && current === undefined)) return;
    archive = now;
    support = day;
    const known = read.filter((_, index) => readers[index]?.read);
    current = state.next(known, now, { dates: options.dates, at });
    options.changed(current);
  };

  const tell = (layer: string, error: unknown): void => {
    if (stopped) return;
    const message = error instanceof Error ? error.message : String(error);
    if (troubles.get(layer)?.message === message) return;
    troubles.set(layer, { layer, message, since: clock.now() });
    options.say(`tracker layer ${layer}: ${message} What was read of it last stays in service.`);
  };

  const look = (): Promise<void> => {
    if (running === undefined) {
      running = readAll().finally(() => {
        running = undefined;
      });
      return running;
    }
    // What is being read may be from before the call.
    again ??= running
      .catch(() => undefined)
      .then(() => {
        again = undefined;
        return look();
      });
    return again;
  };

  const lookIn = (milliseconds: number): void => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      look().catch((error) => options.say(`tracker: ${error instanceof Error ? error.message : String(error)}`));
    }, milliseconds);
    timer.unref();
  };

  /** Directories that come later are watched from the next look on; one that cannot be watched is looked at in turn. */
  const watchLayer = async (directory: string): Promise<void> => {
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
    for (const place of [directory, ...folders.map((entry) => join(directory, entry.name))]) {
      if (watchers.has(place) || stopped) continue;
      try {
        const watcher = watch(place, () => lookIn(SETTLE_MS));
        watcher.unref();
        watcher.on("error", () => {
          watcher.close();
          watchers.delete(place);
        });
        watchers.set(place, watcher);
      } catch {}
    }
  };

  const turns = setInterval(() => lookIn(0), LOOK_EVERY_MS);
  turns.unref();
  lookIn(0);

  return {
    current: () => current,
    troubles: () => [...troubles.values()],
    look,
    async stop() {
      stopped = true;
      clearInterval(turns);
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
      await Promise.allSettled([running, again]);
    },
  };
}
