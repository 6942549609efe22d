import { addressesIn, type Mail } from "../../../mail/index.ts";

/** What the delivering system said of a message, beside it. */
export interface EnvelopeSender {
  /** Lower case; empty for the null sender; undefined where it is not known. */
  readonly from: string | undefined;
}

/**
 * The envelope of a message that was saved as a file: Return-Path, which the final delivery writes (RFC 5321, 4.4),
 * or else the first address in From.
 */
export function envelopeOf(mail: Mail): EnvelopeSender {
  const { headers } = mail.root;
  const path = headers.get("return-path");
  if (path) {
    const inside = /<([^<>]*)>/.exec(path.raw)?.[1] ?? path.raw;
    return { from: inside.trim().toLowerCase() };
  }
  const from = headers.get("from");
  return { from: from && addressesIn(from.raw)[0]?.address.toLowerCase() };
}
