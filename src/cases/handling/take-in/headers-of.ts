import { addressesIn, DEFAULT_LIMITS, type Headers, readHeaders } from "../../../mail/index.ts";
import type { ArrivedMail } from "../../arrival/index.ts";

/** A message's own headers, as far as they are within the limit; the rest of it is not looked at. */
export function headersOf(message: Uint8Array): Headers {
  return readHeaders(message.subarray(0, DEFAULT_LIMITS.headerBytes));
}

/** Message ids and addresses of one message, at most. */
const MOST_NAMES = 50;

/**
 * By what messages hang together, before they are read: who sent them, and the ids that they have or answer. Two that share
 * one of these names are kept in the order in which they came.
 */
export function namesOf({ message, envelope }: ArrivedMail): ReadonlySet<string> {
  const { all } = headersOf(message);
  const named = (...names: readonly string[]): readonly string[] =>
    all.flatMap(({ name, raw }) => (names.includes(name) ? [raw] : []));
  const senders = [envelope.from, ...named("from").flatMap((raw) => addressesIn(raw).map(({ address }) => address))];
  const ids = [...named("message-id", "in-reply-to"), ...named("references").toReversed()].flatMap((raw) =>
    (raw.match(/<[^<>\s]+>/g) ?? []).toReversed(),
  );
  const names = [...senders.filter((one) => one !== "").map((one) => one.toLowerCase()), ...ids];
  return new Set(names.slice(0, MOST_NAMES));
}
