import type { RunningClock } from "../../../cases/index.ts";
import { formatTimeLeft } from "../../../kernel/index.ts";
import type { Frame } from "../../model/index.ts";
import { basis, clockName, promise } from "../../text/cases/clocks.ts";
import { clip } from "../../text/visible.ts";
import { capital } from "../../text/words.ts";
import { clockTone } from "../clock.tsx";
import { HourIn } from "./hour.tsx";

/** A clock's start, now and deadline on one line, as percent of the line; `now` behind the deadline when it is late. */
export interface ClockLine {
  readonly now: number;
  readonly deadline: number;
}

/** The line ends at the deadline, or now when that is over. Each clock has its own: days and months do not fit on one. */
export function clockLine({ startsAt, deadline }: Pick<RunningClock, "startsAt" | "deadline">, now: Date): ClockLine {
  const from = Math.min(startsAt.getTime(), deadline.getTime());
  const length = Math.max(deadline.getTime(), now.getTime()) - from;
  const place = (at: Date): number => {
    const share = length > 0 ? (at.getTime() - from) / length : 1;
    return Math.round(Math.min(1, Math.max(0, share)) * 50) * 2;
  };
  return { now: place(now), deadline: place(deadline) };
}

/** Every clock of a case as a bar. Secrecy that lasts too long is drawn like work that is late. */
export function ClockPicture({ clocks, frame }: { clocks: readonly RunningClock[]; frame: Frame }) {
  return (
    <ul class="clocks">
      {clocks.map((clock) => (
        <ClockBar key={clock.clock} clock={clock} frame={frame} />
      ))}
    </ul>
  );
}

function ClockBar({ clock, frame }: { clock: RunningClock; frame: Frame }) {
  const { now } = frame;
  const late = clock.deadline < now;
  const line = clockLine(clock, now);
  const tone = clockTone({ knownAt: clock.startsAt, deadline: clock.deadline, stoppedAt: null, now });
  const words = { work: "late", silence: "late", duty: "late", secrecy: "secret for too long" }[clock.kind];
  return (
    <li class={late ? "over" : undefined}>
      <strong>{clockName(clock.clock)}</strong>{" "}
      <span class={tone === "good" ? undefined : tone}>
        {formatTimeLeft(clock.deadline, now)}
        {late ? `: ${words}` : ""}
      </span>
      <span class={`lane ${tone}`} aria-hidden="true">
        <span class={`used w${late ? line.deadline : line.now}`} />
        {late ? <span class={`beyond x${line.deadline} w${100 - line.deadline}`} /> : null}
        <span class={`mark x${line.deadline}`} />
        <span class={`mark now x${line.now}`} />
      </span>
      <small class="ends">
        <span>
          since <HourIn at={clock.startsAt} frame={frame} />
        </span>
        <span>
          {capital(promise(clock)).slice(0, 200)} by <HourIn at={clock.deadline} frame={frame} />
        </span>
      </small>
      <small class="basis">{clip(basis(clock), 300)}</small>
    </li>
  );
}
