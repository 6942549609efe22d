import type { Distribution } from "../../distribution/index.ts";
import { expiringKeys } from "../../signer/index.ts";
import type { LineContext } from "../context.ts";
import { sendMailOnce } from "./outbox.ts";

/**
 * Writes to whoever answers for the desk when a signing key has passed one of the policy's days before its end, and when it has
 * expired: once each, however often it is called. A desk that was off writes of the nearest day only.
 * Throws SIGNER_UNREACHABLE; to be called now and then.
 */
export async function warnOfKeys(context: LineContext): Promise<void> {
  const { definition, signer, clock } = context;
  const { keyWarningDays } = definition.policy;
  for (const { key, ...ending } of expiringKeys(await signer.keys(), keyWarningDays, clock.now())) {
    const end = key.expires === null ? undefined : new Date(key.expires);
    await warnOfEnd(context, { ...ending, use: key.use, fingerprint: key.fingerprint, end });
  }
}

/** A key of the desk that ends, or has ended. */
export interface EndOfKey {
  /** `archive`, `role`. */
  readonly use: string;
  readonly fingerprint: string;
  /** Days before the end that were passed; 0 when it has ended. */
  readonly threshold: number;
  /** Each end has warnings of its own, since a key that is prolonged keeps its fingerprint; undefined where it is not known. */
  readonly end: Date | undefined;
  /** What is so, and what to do about it. */
  readonly sentence: string;
  readonly next: string;
}

/** Writes to whoever answers for the desk, once each for each of the days before a key's end. */
export async function warnOfEnd(context: LineContext, end: EndOfKey): Promise<void> {
  const { definition, publicUrl } = context;
  const { use, fingerprint, threshold, sentence, next } = end;
  const day = end.end?.toISOString().slice(0, 10) ?? "unknown";
  const left = threshold === 0 ? "has expired" : `expires in less than ${threshold} days`;
  for (const recipient of whoAnswersFor(definition, use)) {
    await sendMailOnce(context, {
      key: `key-expiry ${fingerprint} ${day} ${threshold} ${recipient}`,
      recipient,
      subject: `[${definition.name}] The ${use} key ${left}`,
      body: [sentence, `Fingerprint: ${fingerprint}`, "", next, "", publicUrl, ""].join("\n"),
    });
  }
}

/**
 * The desk's contact, and the director and who stands in about the role key. A contact at which the desk itself takes reports in
 * is nobody: there a mail of ours is put aside as one that a machine has sent, so the director hears of every key.
 */
function whoAnswersFor({ contact, intake, people }: Distribution, use: string): readonly string[] {
  if (!intake) return [contact];
  const isOurs = [intake.address, ...intake.aliases].includes(contact.toLowerCase());
  const ids = isOurs || use === "role" ? [intake.director, intake.directorDeputy] : [];
  const addresses = ids.flatMap((who) => people.find(({ id }) => id === who)?.email ?? []);
  return isOurs && addresses.length > 0 ? addresses : [...new Set([contact, ...addresses])];
}
