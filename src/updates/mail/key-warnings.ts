import { expiringKeys } from "../../signer/index.ts";
import type { LineContext } from "../context.ts";
import { sendMailOnce } from "./outbox.ts";

/**
 * Writes to the desk's contact when a signing key has passed one of the policy's days before its end, and when it has
 * expired: once each, however often it is called. A desk that was off writes of the nearest day only.
 * Throws SIGNER_UNREACHABLE; to be called now and then.
 */
export async function warnOfKeys(context: LineContext): Promise<void> {
  const { definition, signer, clock } = context;
  const { keyWarningDays } = definition.policy;
  for (const { key, ...ending } of expiringKeys(await signer.keys(), keyWarningDays, clock.now())) {
    await warnOfEnd(context, { ...ending, use: key.use, fingerprint: key.fingerprint });
  }
}

/** A key of the desk that ends, or has ended. */
export interface EndOfKey {
  /** `archive`, `role`. */
  readonly use: string;
  readonly fingerprint: string;
  /** Days before the end that were passed; 0 when it has ended. */
  readonly threshold: number;
  /** What is so, and what to do about it. */
  readonly sentence: string;
  readonly next: string;
}

/** Writes to the desk's contact, once for each of the days before a key's end. */
export async function warnOfEnd(context: LineContext, end: EndOfKey): Promise<void> {
  const { definition, publicUrl } = context;
  const { use, fingerprint, threshold, sentence, next } = end;
  const left = threshold === 0 ? "has expired" : `expires in less than ${threshold} days`;
  await sendMailOnce(context, {
    key: `key-expiry ${fingerprint} ${threshold}`,
    recipient: definition.contact,
    subject: `[${definition.name}] The ${use} key ${left}`,
    body: [sentence, `Fingerprint: ${fingerprint}`, "", next, "", publicUrl, ""].join("\n"),
  });
}
