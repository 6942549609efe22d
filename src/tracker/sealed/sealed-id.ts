import type { Random } from "../../kernel/index.ts";

/** The name of a sealed issue, for ever: `S-204817365`. Its digits are random, so that names neither count nor order anything. */
export type SealedId = string;

const DIGITS = 9;
const ID = /^S-\d{9}$/;

export function isSealedId(text: string): text is SealedId {
  return ID.test(text);
}

/** Of the issue that a file of the layer holds; undefined for any other file. */
export function sealedIdIn(path: string): SealedId | undefined {
  return /^issues\/(S-\d{9})\.asc$/.exec(path)?.[1];
}

/** A name that is not taken. */
export function newSealedId(random: Random, taken: ReadonlySet<SealedId>): SealedId {
  for (;;) {
    const id = `S-${randomDigits(random)}`;
    if (!taken.has(id)) return id;
  }
}

/** Nine digits, each as likely as any other. */
export function randomDigits(random: Random): string {
  let digits = "";
  while (digits.length < DIGITS) {
    // Above 249 the last digits would be less likely.
    for (const byte of random.bytes(DIGITS)) if (byte < 250 && digits.length < DIGITS) digits += byte % 10;
  }
  return digits;
}
