import type { Headers } from "../../../mail/index.ts";

interface Sign {
  readonly header: string;
  readonly pattern: RegExp;
}

/**
 * Headers that ask for no automatic answer, and those by which the mail system in front tells that the sender is forged.
 * A stranger can write them too: they keep an acknowledgement from going out and do nothing else.
 */
const SIGNS: readonly Sign[] = [
  { header: "x-auto-response-suppress", pattern: /\b(?:all|autoreply|oof)\b/i },
  { header: "authentication-results", pattern: /\b(?:spf|dmarc)=(?:hard)?fail\b/i },
  { header: "received-spf", pattern: /^\s*fail\b/i },
];

export function wantsNoAnswer(headers: Headers): boolean {
  return SIGNS.some(({ header, pattern }) => headers.values(header).some((value) => pattern.test(value)));
}
