import type { Distribution } from "../../distribution/index.ts";
import type { Clock } from "../../kernel/index.ts";
import { createSourceTable, type Following, follow, type SourceVersions } from "../../tracker/index.ts";
import type { SourcesFile } from "../tracker-facts/read-facts.ts";

export interface TrackerLiveParts {
  readonly definition: Pick<Distribution, "layers" | "releases">;
  readonly clock: Clock;
  /** Where source versions come from: a helper reads the suites, which are ten times larger than what is needed of them. */
  readonly facts: { current(): Promise<SourcesFile> };
  /** New verdicts are in service. */
  changed(): void;
  say(text: string): void;
}

/** How often the archive is asked after; lists are followed by themselves. */
const ARCHIVE_EVERY_MS = 5_000;

/** The definition's tracker data in memory, with the archive as it is known from files. */
export function createTrackerLive({ definition, clock, facts, changed, say }: TrackerLiveParts): Following {
  let archive: SourceVersions = createSourceTable().versions;
  let stamp = "";
  let told = "";
  let askedAt = Number.NEGATIVE_INFINITY;

  /** Until the first facts are there, lists are judged against an empty archive, so that nothing waits for mirrors. */
  const ask = async (): Promise<void> => {
    const found = await facts.current();
    if (found.sourcesStamp === stamp || found.sourcesStamp === "") return;
    archive = await found.sources();
    stamp = found.sourcesStamp;
  };

  return follow({
    layers: definition.layers,
    dates: definition.releases,
    clock,
    async archive() {
      const now = clock.now().getTime();
      if (now - askedAt < ARCHIVE_EVERY_MS) return archive;
      askedAt = now;
      try {
        await ask();
        told = "";
      } catch (error) {
        const text = `tracker: ${error instanceof Error ? error.message : String(error)}`;
        if (text !== told) say(`${text} Verdicts are against the archive as it was known last.`);
        told = text;
      }
      return archive;
    },
    changed,
    say,
  });
}
