import { type Address, addressesIn, DEFAULT_LIMITS, type Headers } from "../../../mail/index.ts";
import type { Flag } from "../flags.ts";

/** Who says that they sent a message. Nothing of it is proven. */
export interface Sender {
  /** The one address of the one From, lower case; undefined where there is none or more than one. */
  readonly address: string | undefined;
  readonly flags: readonly Flag[];
}

/**
 * Where two readers could choose different senders none is chosen (RFC 5322, 3.6: From stands once).
 * Several addresses in one From are allowed there, and are as little an answer to "who was it?".
 */
export function readSender(headers: Headers): Sender {
  const from = headers.all.filter(({ name }) => name === "from").flatMap(({ raw }) => addressesIn(raw));
  const several = headers.count("from") > 1 || from.length > 1;
  const address = several ? undefined : lower(from[0]);
  const flags: Flag[] = [];
  if (several) flags.push("multiple_from");
  else if (address === undefined) flags.push("no_from");
  const replyTo = addressesOf(headers, "reply-to");
  if (address !== undefined && replyTo.some((one) => lower(one) !== address)) flags.push("reply_to_differs");
  const addressees = addressesOf(headers, "to").length + addressesOf(headers, "cc").length;
  if (addressees > DEFAULT_LIMITS.addressees) flags.push("many_recipients");
  return { address, flags };
}

function addressesOf(headers: Headers, name: string): readonly Address[] {
  return headers.all.filter((header) => header.name === name).flatMap(({ raw }) => addressesIn(raw));
}

function lower(one: Address | undefined): string | undefined {
  return one?.address.includes("@") ? one.address.toLowerCase() : undefined;
}
