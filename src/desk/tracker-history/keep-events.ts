import { type Clock, type ErrorCode, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { type EventIndex, type LayerDirectory, openEventIndex } from "../../tracker/index.ts";
import { helperError, helperLines } from "../helper-words.ts";
import { OWN_ENTRY } from "../program.ts";
import { oneLine, tend } from "../tend.ts";
import type { EventIndexNow } from "../tracker-live/history-answers.ts";
import { dataState } from "./data-state.ts";
import type { EventsWish } from "./derive-events.ts";

export interface KeepEventsParts {
  readonly layers: readonly LayerDirectory[];
  readonly places: Pick<EventsWish, "definition" | "issues" | "history">;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  say(text: string): void;
}

export interface KeptEvents extends EventIndexNow {
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 5_000;
const READ_EVERY_MS = 1_000;
const STAY_MS = 60_000;
const LONGEST_MS = 24 * 3_600_000;
/** After a failure, doubled with each that follows, so that what cannot be derived takes no time from the rest. */
const PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** Faults of data and machine whose message says what is in the way; others need their code and what to do. */
const MENDABLE: ReadonlySet<ErrorCode> = new Set(["INPUT_INVALID", "DISTRIBUTION_INVALID", "NOT_FOUND"]);
/** Of a helper that found another one at work: SamedayError's CONFLICT. */
const ANOTHER = 3;

/**
 * Has events derived by a helper of its own whenever commits or archives are new, and follows what it writes. The helper
 * judges everything once when it starts, so it stays for a minute after the last change; then its memory is given back.
 */
export function keepEvents({ layers, places, runner, clock, say }: KeepEventsParts): KeptEvents {
  const stopping = new AbortController();
  let index: EventIndex | undefined;
  let derived = "";
  let told = "";
  let notBefore = 0;
  let pause = PAUSE_MS;

  const tell = (text: string): void => {
    if (text !== told) say(text);
    told = text;
  };
  const derive = async (): Promise<void> => {
    if (clock.now().getTime() < notBefore) return;
    try {
      const state = await dataState(runner, layers, places.issues);
      if (state === derived || state.startsWith(" ")) return;
      const { definition, issues, history } = places;
      const wish: EventsWish = { definition, issues, history, stayMs: STAY_MS };
      const { exitCode } = await runner.run({
        argv: [process.execPath, OWN_ENTRY, "--json", "desk", "derive-events"],
        input: JSON.stringify(wish),
        timeLimitMs: LONGEST_MS,
        okExitCodes: [0, ANOTHER],
        log: helperLines(tell),
        measured: "not",
        signal: stopping.signal,
      });
      pause = PAUSE_MS;
      if (exitCode === 0) derived = state;
    } catch (error) {
      notBefore = clock.now().getTime() + pause;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      if (!stopping.signal.aborted) tell(`There is no history of verdicts: ${reasonOf(error)}`);
    }
  };
  const read = async (): Promise<void> => {
    index ??= await openEventIndex(places.history);
    await index.refresh();
  };
  const cares = tend(
    [
      { name: "history", everyMs: LOOK_EVERY_MS, work: derive },
      { name: "history", everyMs: READ_EVERY_MS, work: read },
    ],
    tell,
  );
  return {
    current: () => index,
    async stop() {
      stopping.abort();
      await cares.stop();
      index?.close();
    },
  };
}

/** One sentence where somebody can mend it: what the helper said, or what its input is not. */
function reasonOf(thrown: unknown): string {
  const known = helperError(thrown) ?? thrown;
  if (!(known instanceof SamedayError) || !MENDABLE.has(known.code)) return oneLine(thrown);
  return known.message.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()).replace(/\s*[\r\n]+\s*/g, " ");
}
