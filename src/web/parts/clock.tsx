import { formatDuration, formatTimeLeft } from "../../kernel/index.ts";

/** From here on the time that is left is shown as short. */
const SOON = 0.75;

export interface ClockProps {
  readonly knownAt: Date;
  readonly deadline: Date;
  /** When users had it; the clock stands still then. */
  readonly stoppedAt: Date | null;
  readonly now: Date;
}

/** How much of the day is used, from 0; above 1 when it is over. */
function used({ knownAt, deadline, stoppedAt, now }: ClockProps): number {
  const length = deadline.getTime() - knownAt.getTime();
  const passed = (stoppedAt ?? now).getTime() - knownAt.getTime();
  return length > 0 ? Math.max(0, passed / length) : passed > 0 ? Number.POSITIVE_INFINITY : 0;
}

export function clockTone(clock: ClockProps): "late" | "soon" | "good" {
  const share = used(clock);
  return share > 1 ? "late" : share >= SOON ? "soon" : "good";
}

/** The time that is left, in words and as a bar of the day that is used. */
export function Clock(clock: ClockProps) {
  const share = used(clock);
  const percent = Math.min(999, Math.round(share * 100));
  const words = clock.stoppedAt
    ? `took ${formatDuration(clock.stoppedAt.getTime() - clock.knownAt.getTime())}`
    : formatTimeLeft(clock.deadline, clock.now);
  return (
    <span class={`clock ${clockTone(clock)}`}>
      {words}
      <meter
        min={0}
        max={1}
        low={SOON}
        high={0.9999}
        optimum={0}
        value={Number(Math.min(1, share).toFixed(3))}
        aria-label={`${percent} percent of the day used`}
      />
    </span>
  );
}
