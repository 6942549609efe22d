import { DAY_MS, formatDuration, formatInstant } from "../../kernel/index.ts";

/** `Sat 21 Nov 14:02 UTC`: the year only where it is another one. */
export function formatShort(instant: Date, now: Date): string {
  const full = formatInstant(instant);
  return instant.getUTCFullYear() === now.getUTCFullYear() ? full.replace(/ \d{4} /, " ") : full;
}

/** `Sat 21 Nov 2026`, for spans of years. */
export function formatDay(instant: Date): string {
  return formatInstant(instant).slice(0, -"00:00 UTC".length - 1);
}

/** What an update may take, as it stands in a sentence: `a day`, `36 hours`. */
export function budgetWords(hours: number): string {
  return hours === 24 ? "a day" : `${hours} hours`;
}

/** How long users waited, in one unit: `42 s`, `9 min`, `11 h`, `1.3 days`, `41 days`. */
export function formatWait(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / 3_600_000)} h`;
  const days = ms / DAY_MS;
  const figure = days < 9.95 ? days.toFixed(1).replace(/\.0$/, "") : String(Math.round(days));
  return `${figure} ${figure === "1" ? "day" : "days"}`;
}

/** The middle of the values, or the mean of the two in the middle; null for none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** `3 h ago`, `in 3 h`. */
export function formatAgo(instant: Date, now: Date): string {
  const past = now.getTime() - instant.getTime();
  return past >= 0 ? `${formatDuration(past)} ago` : `in ${formatDuration(-past)}`;
}
