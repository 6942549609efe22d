import type { Headers } from "../../../mail/index.ts";

const MESSAGE_ID = /<[^<>\s]+>/g;

/** The nearest ancestors decide; no thread of people is deeper. */
const MOST_IDS = 100;

/** The message's own id with its angle brackets, or empty. */
export function messageIdOf(headers: Headers): string {
  return headers.get("message-id")?.raw.match(MESSAGE_ID)?.[0] ?? "";
}

/** What a message answers, the nearest first: In-Reply-To, then References from its end (RFC 5322, 3.6.4). */
export function answeredIds(headers: Headers): readonly string[] {
  const idsOf = (name: string): readonly string[] =>
    headers.all.filter((header) => header.name === name).flatMap(({ raw }) => raw.match(MESSAGE_ID) ?? []);
  return [...new Set([...idsOf("in-reply-to"), ...idsOf("references").toReversed()])].slice(0, MOST_IDS);
}
