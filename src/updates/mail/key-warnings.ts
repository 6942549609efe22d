import { expiringKeys } from "../../signer/index.ts";
import type { LineContext } from "../context.ts";
import { sendMailOnce } from "./outbox.ts";

/**
 * Writes to the desk's contact when a signing key has passed one of the policy's days before its end, and when it has
 * expired: once each, however often it is called. A desk that was off writes of the nearest day only.
 * Throws SIGNER_UNREACHABLE; to be called now and then.
 */
export async function warnOfKeys(context: LineContext): Promise<void> {
  const { definition, signer, clock, publicUrl } = context;
  const { keyWarningDays } = definition.policy;
  for (const { key, threshold, sentence, next } of expiringKeys(await signer.keys(), keyWarningDays, clock.now())) {
    const left = threshold === 0 ? "has expired" : `expires in less than ${threshold} days`;
    await sendMailOnce(context, {
      key: `key-expiry ${key.fingerprint} ${threshold}`,
      recipient: definition.contact,
      subject: `[${definition.name}] The ${key.use} key ${left}`,
      body: [sentence, `Fingerprint: ${key.fingerprint}`, "", next, "", publicUrl, ""].join("\n"),
    });
  }
}
