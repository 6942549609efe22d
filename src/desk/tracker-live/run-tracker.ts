import type { Distribution } from "../../distribution/index.ts";
import type { Clock, ProcessRunner } from "../../kernel/index.ts";
import { loadDefinition } from "../definition.ts";
import type { Layout } from "../layout.ts";
import { tend } from "../tend.ts";
import { keepEvents } from "../tracker-history/keep-events.ts";
import { createTrackerAnswers } from "./answers.ts";
import { serveTracker, type TrackerService } from "./serve-tracker.ts";
import { knownSources } from "./source-files.ts";
import { createTrackerLive } from "./tracker-live.ts";
import { createTriageAnswers } from "./triage-answers.ts";

export interface TrackerOptions {
  readonly layout: Pick<Layout, "definition" | "issues" | "history" | "trackerSocket">;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  say(text: string): void;
}

export interface RunningTracker {
  /** Settles when what was read cannot be served. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/** How soon the queue of new issues follows the lists; whoever asks for it earlier waits for the rest. */
const TRIAGE_EVERY_MS = 5_000;

/**
 * Holds the definition's tracker data and answers the server from it. The socket is there from the first snapshot on:
 * until then whoever asks learns at once that nobody answers, also while reading leaves no time for answers.
 * Throws DISTRIBUTION_INVALID.
 */
export async function runTracker({ layout, runner, clock, say }: TrackerOptions): Promise<RunningTracker> {
  const definition = await loadDefinition(layout.definition, runner);
  let service: Promise<TrackerService> | undefined;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  const following = createTrackerLive({
    definition,
    clock,
    facts: knownSources(layout.issues),
    changed() {
      if (service !== undefined) return;
      service = serveTracker(layout.trackerSocket, answers, say);
      service.then(() => say("the tracker's data is read"), fail);
    },
    say,
  });
  const circumstances = () => {
    const today = clock.now();
    return { supported: supportedReleases(definition, today), today };
  };
  const events = keepEvents({ layers: definition.layers, places: layout, runner, clock, say });
  const past = { events, dates: definition.releases, now: () => clock.now() };
  const triage = createTriageAnswers(
    () => following.current(),
    definition.layers.find((layer) => layer.ours),
  );
  const answers = createTrackerAnswers(following, circumstances, clock.now(), past, triage);
  const cares = tend([{ name: "triage", everyMs: TRIAGE_EVERY_MS, work: () => triage.prepare() }], say);
  return {
    failed,
    async close() {
      triage.stop();
      await Promise.all([following.stop(), events.stop(), cares.stop()]);
      await (await service?.catch(() => undefined))?.close();
    },
  };
}

/** Codenames that get fixes now; a release without phases is one that never ends, such as sid. */
function supportedReleases({ releases }: Distribution, now: Date): ReadonlySet<string> {
  const open = releases.filter(
    ({ phases }) => phases.length === 0 || phases.some((phase) => phase.from <= now && now < phase.until),
  );
  return new Set(open.map(({ codename }) => codename));
}
