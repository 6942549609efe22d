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

/** `40 ms`, `0.7 s`, `36 s`, `2 min 10 s`, `3 h 5 min`, `1 day 7 h`, `79 days`: as exact as people speak of it. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < 100) return `${ms} ms`;
  const seconds = ms < 9_950 ? (ms / 1000).toFixed(1).replace(/\.0$/, "") : String(Math.floor(ms / 1000));
  if (ms < MINUTE) return `${seconds} s`;
  if (ms < HOUR) return twoUnits(ms, MINUTE, "min", 1000, "s");
  if (ms < DAY_MS) return twoUnits(ms, HOUR, "h", MINUTE, "min");
  const days = Math.floor(ms / DAY_MS);
  if (days >= 10) return `${days} days`;
  return twoUnits(ms, DAY_MS, days === 1 ? "day" : "days", HOUR, "h");
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
