const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY_MS = 24 * HOUR;

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** `Sat 21 Nov 2026 14:02 UTC`: every time that a person reads carries its hour and zone. */
export function formatInstant(instant: Date): string {
  const day = `${WEEKDAYS[instant.getUTCDay()]} ${instant.getUTCDate()} ${MONTHS[instant.getUTCMonth()]}`;
  return `${day} ${instant.getUTCFullYear()} ${twoDigits(instant.getUTCHours())}:${twoDigits(instant.getUTCMinutes())} UTC`;
}

/** `340 ms`, `7.5 s`, `2 min 10 s`, `3 h 5 min`, `4 d 2 h`: two units at most. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < 1000) return `${ms} ms`;
  if (ms < MINUTE) return `${(ms / 1000).toFixed(1).replace(/\.0$/, "")} s`;
  if (ms < HOUR) return twoUnits(ms, MINUTE, "min", 1000, "s");
  if (ms < DAY_MS) return twoUnits(ms, HOUR, "h", MINUTE, "min");
  return twoUnits(ms, DAY_MS, "d", HOUR, "h");
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small);
  const head = `${Math.floor(ms / large)} ${largeName}`;
  return rest === 0 ? head : `${head} ${rest} ${smallName}`;
}

/** `2 h 10 min left` or `4 h over`, measured against a deadline. */
export function formatTimeLeft(deadline: Date, now: Date): string {
  const left = deadline.getTime() - now.getTime();
  return left >= 0 ? `${formatDuration(left)} left` : `${formatDuration(-left)} over`;
}
