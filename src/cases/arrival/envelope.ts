import { z } from "zod";
import { SamedayError } from "../../kernel/index.ts";

/** What the sender's mail system said about a message, and when we took it. None of it is proven. */
export interface Envelope {
  readonly arrivedAt: Date;
  /** The address that answers for its delivery; empty for delivery reports and automatic answers (RFC 5321, 4.5.5). */
  readonly from: string;
  /** Those of our addresses that it was for, as they were written, with what stands behind a plus sign. */
  readonly recipients: readonly string[];
  /** What the delivering program called itself. */
  readonly client: string;
  /** Whether addresses and headers may hold UTF-8 (RFC 6531). */
  readonly utf8: boolean;
}

const Stored = z.object({
  arrivedAt: z.iso.datetime(),
  from: z.string(),
  recipients: z.array(z.string()).min(1),
  client: z.string(),
  utf8: z.boolean(),
});

export function formatEnvelope(envelope: Envelope): Uint8Array {
  return Buffer.from(JSON.stringify(envelope));
}

/** Throws INPUT_INVALID. */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  try {
    const stored = Stored.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
    return { ...stored, arrivedAt: new Date(stored.arrivedAt) };
  } catch {
    // The reason may quote addresses.
    throw new SamedayError("INPUT_INVALID", "A message of the spool has no readable envelope.");
  }
}
