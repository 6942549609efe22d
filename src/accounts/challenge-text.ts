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

/** The nonce of a signed text; empty when it is no challenge. */
export function nonceOf(text: string): string {
  return /^Nonce: ([A-Za-z0-9_-]{32})$/m.exec(text)?.[1] ?? "";
}
