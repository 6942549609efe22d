import { DAY_MS, formatInstant } from "../../kernel/index.ts";
import type { OwnKeyFacts } from "../../openpgp/index.ts";

/** A role key that reporters cannot use for long any more, or no more at all. */
export interface EndingRoleKey {
  readonly fingerprint: string;
  /** The smallest threshold, in days, that was passed; 0 when it has ended. */
  readonly threshold: number;
  /** When it ends or has ended; undefined where it is revoked, or a part of it has ended. A key that is prolonged gets another. */
  readonly end: Date | undefined;
  /** One sentence for people. */
  readonly sentence: string;
  readonly next: string;
}

const NEXT =
  "Prolong it or make the one that follows it, install it with `sameday cases key install`, and publish it wherever the old one stands.";

/**
 * Whether the current key's end is nearer than one of the thresholds (days, any order): the earlier of the hours at which
 * nobody can encrypt to it and at which it signs no more. Former keys open old mail, whatever their end.
 */
export function endingRoleKey(
  {
    fingerprint,
    isCurrent,
    expires,
    encryptableUntil,
    signsUntil,
    cannotEncrypt,
    cannotSign,
  }: Pick<
    OwnKeyFacts,
    "fingerprint" | "isCurrent" | "expires" | "encryptableUntil" | "signsUntil" | "cannotEncrypt" | "cannotSign"
  >,
  thresholds: readonly number[],
  now: Date,
): EndingRoleKey | undefined {
  if (!isCurrent) return undefined;
  const name = `The role key ${fingerprint.slice(-16)}`;
  if (encryptableUntil === null || signsUntil === null) {
    const what = encryptableUntil === null ? "reporters cannot encrypt to it" : "answers cannot be signed";
    const why = encryptableUntil === null ? cannotEncrypt : cannotSign;
    const sentence = `${name} has ended: ${what}${why === undefined ? "" : `, since ${why}`}.`;
    return { fingerprint, threshold: 0, end: expires, sentence, next: NEXT };
  }
  const ends = [encryptableUntil, signsUntil].filter((end) => end !== undefined).map(Number);
  if (ends.length === 0) return undefined;
  const end = new Date(Math.min(...ends));
  const days = (end.getTime() - now.getTime()) / DAY_MS;
  const passed = thresholds.filter((threshold) => days <= threshold);
  if (passed.length === 0) return undefined;
  const left = days < 1 ? "less than a day" : days < 2 ? "1 day" : `${Math.floor(days)} days`;
  const sentence = `${name} ends in ${left}, on ${formatInstant(end)}.`;
  return { fingerprint, threshold: Math.min(...passed), end, sentence, next: NEXT };
}
