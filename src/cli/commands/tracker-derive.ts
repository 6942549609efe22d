import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import type { EventIndex, LayerDirectory } from "../../tracker/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import { withProgress } from "../progress/index.ts";
import { historyDirectory } from "./tracker-at.ts";
import { layerDirectories, openArchive, tell } from "./tracker-sources.ts";

interface DeriveOptions {
  readonly archive: string | undefined;
  readonly definition: string | undefined;
  readonly history: string | undefined;
}

/**
 * Events up to what is checked out, after recording the named archive. While another process derives the same, what it has
 * written so far is answered from. Throws USAGE when no archive is known, INPUT_INVALID for data that is not in git.
 */
export async function openEvents(context: CommandContext, options: DeriveOptions): Promise<EventIndex> {
  const { openEventIndex, recordArchive, recordedArchives } = await import("../../tracker/index.ts");
  const layers = await layerDirectories(context, options);
  const directory = historyDirectory(context, layers, options.history);
  const { archive } = options;
  if (archive !== undefined) {
    const { sources } = await openArchive(context, { ...options, archive });
    await recordArchive(directory, sources, context.clock.now());
  } else if ((await recordedArchives(directory)).length === 0) {
    throw new SamedayError("USAGE", `No archive is recorded in ${directory} yet; name one with --archive.`);
  }
  await derive(context, directory, layers);
  return openEventIndex(directory);
}

/** Says which of these names no event is about. Throws NOT_FOUND for a release that nobody knows. */
export async function tellUnknownInEvents(
  context: CommandContext,
  index: EventIndex,
  options: { readonly definition: string | undefined },
  asked: {
    readonly release?: string | undefined;
    readonly package?: string | undefined;
    readonly issue?: string | undefined;
  },
): Promise<void> {
  const { parseConfig, unknownInEvents } = await import("../../tracker/index.ts");
  const releases: string[] = [];
  for (const { directory } of await layerDirectories(context, options)) {
    const config = await readFile(join(directory, "config.json")).catch(() => undefined);
    if (config !== undefined)
      releases.push(...parseConfig(config, "config.json").value.releases.map((one) => one.codename));
  }
  const { release, package: name, issue } = asked;
  const names = {
    ...(release !== undefined && { release }),
    ...(name !== undefined && { package: name }),
    ...(issue !== undefined && { issue }),
  };
  for (const sentence of unknownInEvents(index, releases, names)) tell(context, sentence);
}

async function derive(context: CommandContext, directory: string, layers: readonly LayerDirectory[]): Promise<void> {
  const { openHistory } = await import("../../tracker/index.ts");
  await withProgress(context.progress, "derive events", async (task) => {
    const options = {
      directory,
      layers,
      runner: context.processes,
      clock: context.clock,
      signal: context.signal,
      say: (text: string) => tell(context, text),
      progress: (done: number, total: number) => task.update({ done, total }),
    };
    const history = await openHistory(options).catch((error: unknown) => {
      if (error instanceof SamedayError && error.code === "CONFLICT") return undefined;
      throw error;
    });
    if (history === undefined)
      return tell(context, "Another process derives these events; what it has written is shown.");
    try {
      await history.derive();
    } finally {
      await history.close();
    }
  });
}
