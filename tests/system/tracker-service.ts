import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTrackerAnswers } from "../../src/desk/tracker-live/answers.ts";
import type { HistoryParts } from "../../src/desk/tracker-live/history-answers.ts";
import { serveTracker } from "../../src/desk/tracker-live/serve-tracker.ts";
import { createTrackerClient, type TrackerClient } from "../../src/desk/tracker-live/tracker-client.ts";
import { createTriageAnswers, type OwnLayer } from "../../src/desk/tracker-live/triage-answers.ts";
import type { Following } from "../../src/tracker/index.ts";

export interface TrackerOverSocket {
  /** What the pages read, over the socket as in a desk. */
  readonly reads: TrackerClient;
  stop(): Promise<void>;
}

/** Serves what is followed on a socket of its own. */
export async function serveFollowing(
  following: Following,
  supported: () => ReadonlySet<string>,
  past?: Omit<HistoryParts, "snapshot">,
  own?: OwnLayer,
): Promise<TrackerOverSocket> {
  const directory = await mkdtemp(join(tmpdir(), "sd-tracker-socket-"));
  const path = join(directory, "tracker");
  const service = await serveTracker(
    path,
    createTrackerAnswers(
      following,
      () => ({ supported: supported(), today: new Date() }),
      new Date(),
      past,
      createTriageAnswers(() => following.current(), own),
    ),
    (text) => {
      throw new Error(text);
    },
  );
  const reads = createTrackerClient(path, { timeLimitMs: 60_000 });
  return {
    reads,
    async stop() {
      reads.close();
      await service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
