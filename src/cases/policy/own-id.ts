import type { Policy } from "./types.ts";

/**
 * The next number of our own in a year, after the highest that is taken: TROVE-2026-012. Gaps stay gaps, and a number that was
 * given once and taken back (`once`) is passed over, since what was said may not come back with another meaning; it moves the
 * count no further, so that a mistyped TROVE-2026-900 does no harm once it is taken back. Undefined where the policy has no
 * numbers of its own.
 */
export function nextOwnId(
  { ownIds }: Pick<Policy, "ownIds">,
  year: number,
  taken: Iterable<string>,
  once: Iterable<string> = [],
): string | undefined {
  if (!ownIds) return undefined;
  const start = `${ownIds.prefix}-${year}-`;
  const passed = new Set(numbersAfter(start, once));
  let number = numbersAfter(start, taken).reduce((high, each) => (each > high ? each : high), 0n) + 1n;
  while (passed.has(number)) number += 1n;
  return `${start}${String(number).padStart(ownIds.digits, "0")}`;
}

function numbersAfter(start: string, ids: Iterable<string>): readonly bigint[] {
  return [...ids].flatMap((id) => {
    const number = id.startsWith(start) ? id.slice(start.length) : "";
    return /^\d{1,19}$/.test(number) ? [BigInt(number)] : [];
  });
}
