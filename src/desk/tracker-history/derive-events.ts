import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Clock, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { openHistory, recordArchive, recordedArchives } from "../../tracker/index.ts";
import { loadDefinition } from "../definition.ts";
import { knownSources } from "../tracker-live/source-files.ts";
import { dataState } from "./data-state.ts";

/** What one deriving is asked for; the tracker writes it to its helper's standard input. */
export interface EventsWish {
  /** Path of the distribution definition. */
  readonly definition: string;
  /** Where the server's helper leaves source versions. */
  readonly issues: string;
  /** Where events and recorded archives are kept. */
  readonly history: string;
  /** How long to wait for more before ending; what is held meanwhile makes the next step cheap. */
  readonly stayMs: number;
}

const wish = z.object({
  definition: z.string(),
  issues: z.string(),
  history: z.string(),
  stayMs: z.int().min(0).max(3_600_000),
});

const LOOK_EVERY_MS = 1_000;

/** Reads what the tracker writes. Throws INPUT_INVALID. */
export function readEventsWish(text: string): EventsWish {
  try {
    return wish.parse(JSON.parse(text));
  } catch (cause) {
    throw new SamedayError("INPUT_INVALID", "Standard input holds no wish for events.", cause);
  }
}

/**
 * Records the archive as it is known and derives events, again whenever there is more, until nothing has come for a while.
 * Throws CONFLICT while another process does so, INPUT_INVALID for layers that are not in git.
 */
export async function deriveEvents(
  { definition: file, issues, history: directory, stayMs }: EventsWish,
  { runner, clock, say }: { readonly runner: ProcessRunner; readonly clock: Clock; say(text: string): void },
): Promise<void> {
  const { layers, releases } = await loadDefinition(file, runner);
  const sources = knownSources(issues);
  const stateNow = () => dataState(runner, layers, issues);
  let recorded = "";
  let state = await stateNow();
  if (!(await record())) return;
  const history = await openHistory({ directory, layers, runner, clock, say });
  try {
    await history.derive();
    for (let waited = 0; waited < stayMs; waited += LOOK_EVERY_MS) {
      await sleep(LOOK_EVERY_MS);
      const now = await stateNow();
      if (now === state) continue;
      state = now;
      waited = 0;
      await record();
      await history.derive();
    }
  } finally {
    await history.close();
  }

  /** Whether there is an archive to judge by. What a first record lacks would seem to have come later. */
  async function record(): Promise<boolean> {
    const current = await sources.current();
    const known = (await recordedArchives(directory)).length > 0;
    if (current.sourcesStamp === recorded) return known;
    const versions = await current.sources();
    const lacking = releases.filter(({ codename }) => !versions.releases.includes(codename));
    if (!known && lacking.length > 0) {
      say(`The history of verdicts waits for the suites of ${lacking.map(({ codename }) => codename).join(", ")}.`);
      return false;
    }
    await recordArchive(directory, versions, clock.now());
    recorded = current.sourcesStamp;
    return true;
  }
}
