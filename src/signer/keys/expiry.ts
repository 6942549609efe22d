import { DAY_MS, formatInstant } from "../../kernel/index.ts";
import type { SigningKey } from "../protocol.ts";

/** A key that will not sign for long any more, or no more at all. */
export interface ExpiringKey {
  readonly key: SigningKey;
  /** The smallest threshold, in days, that was passed; 0 when it has expired. */
  readonly threshold: number;
  /** One sentence for people. */
  readonly sentence: string;
  /** What to do about it. */
  readonly next: string;
}

/**
 * The keys whose end is nearer than the first of the thresholds (days, any order), the nearest first. The outgoing key
 * of a rotation is left out: its end is what the rotation is for. Pure, so that board, mails and commands say the same.
 */
export function expiringKeys(
  keys: readonly SigningKey[],
  thresholds: readonly number[],
  now: Date,
): readonly ExpiringKey[] {
  return keys
    .filter((key) => key.state !== "outgoing")
    .flatMap((key) => expiring(key, thresholds, now))
    .sort((a, b) => Date.parse(a.key.expires ?? "") - Date.parse(b.key.expires ?? ""));
}

function expiring(key: SigningKey, thresholds: readonly number[], now: Date): readonly ExpiringKey[] {
  if (key.expires === null) return [];
  const end = new Date(key.expires);
  const days = (end.getTime() - now.getTime()) / DAY_MS;
  const passed = thresholds.filter((threshold) => days <= threshold);
  if (days > 0 && passed.length === 0) return [];
  const name = `The ${key.use} key ${key.fingerprint.slice(-16)}`;
  const sentence =
    days > 0
      ? `${name} expires in ${daysOf(days)}, on ${formatInstant(end)}.`
      : `${name} expired on ${formatInstant(end)}: nothing more is signed with it.`;
  return [{ key, threshold: days > 0 ? Math.min(...passed) : 0, sentence, next: NEXT[key.use] }];
}

const BEGIN = "Begin a rotation in time for machines to follow: sameday signer rotate begin.";

const NEXT: Readonly<Record<SigningKey["use"], string>> = {
  archive: BEGIN,
  advisory: `It changes with the archive key, when a rotation is finished. ${BEGIN}`,
  queue: BEGIN,
};

function daysOf(days: number): string {
  const whole = Math.floor(days);
  if (whole === 0) return "less than a day";
  return whole === 1 ? "1 day" : `${whole} days`;
}
