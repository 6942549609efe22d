import type { Policy } from "./types.ts";

/**
 * The next number of our own in a year, after the highest that is taken: TROVE-2026-012. Gaps stay gaps, since a number that
 * was once said may not come back with another meaning. Undefined where the policy has no numbers of its own.
 */
export function nextOwnId({ ownIds }: Policy, year: number, taken: Iterable<string>): string | undefined {
  if (!ownIds) return undefined;
  const start = `${ownIds.prefix}-${year}-`;
  let highest = 0;
  for (const id of taken) {
    const number = id.startsWith(start) ? id.slice(start.length) : "";
    if (/^\d{1,9}$/.test(number)) highest = Math.max(highest, Number(number));
  }
  return `${start}${String(highest + 1).padStart(ownIds.digits, "0")}`;
}
