import { SamedayError } from "../../kernel/index.ts";
import { type Answer, type AnswerText, readAnswer } from "./answer.ts";
import { readChange } from "./block-text.ts";
import { readEventLog } from "./event-log.ts";
import { type Step, second } from "./step.ts";

/** A verdict that changed. */
export interface HistoryEvent {
  /** `STEP.PLACE`; stays what it is. */
  readonly id: string;
  readonly time: Date;
  readonly issue: string;
  readonly package: string;
  readonly release: string;
  /** null: nothing was said about it, or the release did not have the package. */
  readonly from: Answer | null;
  readonly to: Answer | null;
  readonly cause: Step["cause"];
  /** From the first state that is known: when it came about is not known. */
  readonly isFirstState: boolean;
}

export interface EventFilter {
  /** A name of an issue or of a package. */
  readonly about?: string;
  readonly package?: string;
  readonly release?: string;
}

/** Events in the order in which they took effect. */
export async function* readEvents(directory: string, filter: EventFilter = {}): AsyncGenerator<HistoryEvent, void> {
  const words = [filter.about, filter.package, filter.release].filter((word) => word !== undefined);
  let firstCommit: number | undefined;
  for await (const { step, lines } of readEventLog(directory)) {
    if (step.cause.kind === "commit") firstCommit ??= step.number;
    for (const [place, line] of lines.entries()) {
      if (!words.every((word) => line.includes(word))) continue;
      const change = readChange(line);
      if (filter.about !== undefined && filter.about !== change.issue && filter.about !== change.package) continue;
      if (filter.package !== undefined && filter.package !== change.package) continue;
      if (filter.release !== undefined && filter.release !== change.release) continue;
      yield {
        id: `${step.number}.${place + 1}`,
        time: step.time,
        issue: change.issue,
        package: change.package,
        release: change.release,
        from: answer(change.from),
        to: answer(change.to),
        cause: step.cause,
        isFirstState: firstCommit === undefined || step.number === firstCommit,
      };
    }
  }
}

function answer(text: AnswerText | null): Answer | null {
  return text === null ? null : readAnswer(text);
}

/** An event as programs read it. */
export function eventJson({ isFirstState, time, cause, ...event }: HistoryEvent) {
  const dated = Object.entries(cause).map(([key, value]) => [key, value instanceof Date ? second(value) : value]);
  return { ...event, time: second(time), cause: Object.fromEntries(dated), firstState: isFirstState };
}

/** A piece of the events and the cursor with which to ask for what follows. */
export interface EventPage {
  readonly events: readonly HistoryEvent[];
  /** Names the log, too: another one has other events. */
  readonly next: string;
  readonly more: boolean;
}

/**
 * Events after a cursor, at most `limit`. Without a cursor from the start. Throws INPUT_INVALID for what is no cursor,
 * CONFLICT when the cursor is of a log that was replaced: its reader must start again.
 */
export async function eventsSince(
  directory: string,
  cursor: string | undefined,
  limit: number,
  filter: EventFilter = {},
): Promise<EventPage> {
  const name = await logName(directory);
  const [, of = "", step = "0", place = "0"] = /^([0-9a-f]{12})-(\d+)\.(\d+)$/.exec(cursor ?? `${name}-0.0`) ?? [];
  if (of === "") throw new SamedayError("INPUT_INVALID", `${cursor} is no cursor of these events.`);
  if (of !== name) throw new SamedayError("CONFLICT", "The events were derived anew; read them from the start.");
  const events: HistoryEvent[] = [];
  let more = false;
  for await (const event of readEvents(directory, filter)) {
    const [at = 0, index = 0] = event.id.split(".").map(Number);
    if (at < Number(step) || (at === Number(step) && index <= Number(place))) continue;
    if (events.length === limit) {
      more = true;
      break;
    }
    events.push(event);
  }
  return { events, next: `${name}-${events.at(-1)?.id ?? `${step}.${place}`}`, more };
}

/** The checksum of the first block, shortened; zeros before there is one. */
async function logName(directory: string): Promise<string> {
  for await (const { sum } of readEventLog(directory)) return sum.slice(0, 12);
  return "0".repeat(12);
}
