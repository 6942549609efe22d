import type { Random, SealedId } from "../../kernel/index.ts";

export type { SealedId };

const DIGITS = 9;

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
