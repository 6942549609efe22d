import type { MessageOpener } from "../../openpgp/index.ts";
import { ciphertextsOf } from "./content/crypto.ts";
import { protectedHeaders } from "./content/protected-headers.ts";
import type { Facts } from "./facts.ts";
import { FLAGS, type Flag } from "./flags.ts";
import type { Disposition, Judgement } from "./judgement.ts";
import { gather, type Material } from "./material.ts";
import type { EnvelopeSender } from "./sender/envelope.ts";
import { undeliveredIn } from "./sender/undelivered.ts";
import { attachmentsOf, show } from "./show.ts";
import type { IntakeState, StateChange } from "./state.ts";
import { acknowledges } from "./tables/auto-ack.ts";
import { dispositionOf } from "./tables/disposition.ts";
import { replyTo } from "./tables/reply.ts";
import { weigh } from "./weigh.ts";

/**
 * Judges one message over a state: what it is, what becomes of it, what a handler sees, and what it changes.
 * Nothing is done here, and nothing throws because of what a message holds.
 */
export async function judge(
  message: Uint8Array,
  envelope: EnvelopeSender,
  state: IntakeState,
  opener: MessageOpener,
): Promise<Judgement> {
  const material = await gather(message, envelope, state, opener);
  const facts = weigh(material);
  const { disposition, because } = dispositionOf(facts);
  return {
    disposition,
    because,
    caseId: disposition.startsWith("append") ? facts.thread.answered?.id : undefined,
    crypto: facts.crypto,
    reply: replyTo(facts, disposition),
    autoAck: acknowledges(facts, disposition),
    flags: (Object.keys(FLAGS) as Flag[]).filter((flag) => facts.flags.has(flag)),
    attachments: attachmentsOf(material.found),
    shown: show(material.mail, material.found, protectedHeaders(material.found)),
    command: facts.command?.outcome,
    changes: changesOf(material, facts, disposition),
  };
}

/** Dispositions under which a message is taken at its word, so that the key that it proves goes on file. */
const TRUSTED: readonly Disposition[] = ["new_case", "append_case", "append_case_unverified"];

function changesOf(
  { mail, state, found, identity, beyond }: Material,
  facts: Facts,
  disposition: Disposition,
): readonly StateChange[] {
  if (beyond || facts.duplicate) return [];
  const fresh = ciphertextsOf(found).filter((hash) => !state.seenCiphertexts.includes(hash));
  return [
    { kind: "message-seen", message: identity },
    ...fresh.map((hash): StateChange => ({ kind: "ciphertext-seen", hash })),
    ...(TRUSTED.includes(disposition) ? facts.keys.pin : []),
    ...(facts.command ? [{ kind: "command-used", command: facts.command.used } as const] : []),
    ...(disposition === "delivery_report" ? undeliveredIn(mail.root, state) : []),
  ];
}
