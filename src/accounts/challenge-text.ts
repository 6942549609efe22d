import { formatInstant } from "../kernel/index.ts";

export interface Challenge {
  readonly publicUrl: string;
  readonly person: string;
  readonly nonce: string;
  readonly expires: Date;
}

/** What a person signs to log in. It says where and who, so that it cannot be taken for anything else. */
export function challengeText({ publicUrl, person, nonce, expires }: Challenge): string {
  return [
    "Sameday login, version 1",
    `Desk: ${publicUrl}`,
    `Person: ${person}`,
    `Until: ${formatInstant(expires)}`,
    `Nonce: ${nonce}`,
    "",
  ].join("\n");
}

const CHALLENGE =
  /^Sameday login, version 1\nDesk: (?<publicUrl>[!-~]+)\nPerson: (?<person>[a-z][a-z0-9-]*)\nUntil: [ -~]+\nNonce: [A-Za-z0-9_-]{32}\n$/;

/**
 * Whom a text lets in, and where, when it is a challenge for a person and nothing besides; undefined for every other text.
 * For whoever is about to sign what a desk sent: a signature over an approval would release it.
 */
export function readChallenge(text: string): Pick<Challenge, "publicUrl" | "person"> | undefined {
  const { publicUrl, person } = CHALLENGE.exec(text)?.groups ?? {};
  return publicUrl === undefined || person === undefined ? undefined : { publicUrl, person };
}

/** The nonce of a signed text; empty when it is no challenge. */
export function nonceOf(text: string): string {
  return /^Nonce: ([A-Za-z0-9_-]{32})$/m.exec(text)?.[1] ?? "";
}
