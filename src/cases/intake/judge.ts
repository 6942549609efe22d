import type { MessageOpener } from "../../openpgp/index.ts";
import type { Facts } from "./facts.ts";
import { FLAGS, type Flag } from "./flags.ts";
import type { Disposition, JudgedMail, Judgement } from "./judgement.ts";
import { keySource } from "./key-source.ts";
import { gather, type Material } from "./material.ts";
import type { EnvelopeSender } from "./sender/envelope.ts";
import { undeliveredIn } from "./sender/undelivered.ts";
import { caseOfSent, type IntakeState, nameOfSeen, type StateChange } from "./state.ts";
import { acknowledges } from "./tables/auto-ack.ts";
import { dispositionOf } from "./tables/disposition.ts";
import { replyTo } from "./tables/reply.ts";
import { weigh } from "./weigh.ts";

/**
 * Judges one message over a state: what it is, what becomes of it, what a handler sees, and what it changes.
 * Nothing is done here, and nothing throws because of what a message holds. It is read and then judged; whoever judges many
 * does these two by themselves, since reading may take long and may be done elsewhere (`gather`, `judgeMaterial`).
 */
export async function judge(
  message: Uint8Array,
  envelope: EnvelopeSender,
  state: IntakeState,
  opener: MessageOpener,
): Promise<JudgedMail> {
  const { material, files } = await gather(message, envelope, state.address, keySource(state, opener));
  return { ...judgeMaterial(material, state), files };
}

/** Judges what was read, over what intake knows now. Quick, whatever the message was. */
export function judgeMaterial(material: Material, state: IntakeState): Judgement {
  const facts = weigh(material, state);
  const { disposition, because } = dispositionOf(facts);
  return {
    disposition,
    because,
    caseId: caseOf(disposition, material, facts, state),
    from: facts.from,
    crypto: facts.crypto,
    reply: replyTo(facts, disposition),
    replyKey: facts.keys.reply,
    autoAck: acknowledges(facts, disposition),
    flags: (Object.keys(FLAGS) as Flag[]).filter((flag) => facts.flags.has(flag)),
    attachments: material.attachments,
    shown: material.shown,
    command: facts.command?.outcome,
    changes: changesOf(material, facts, disposition, state),
  };
}

/** What machines answer to a message of ours or report about one, and one that came back, is kept where that message is. */
function caseOf(
  disposition: Disposition,
  { reported, identity }: Material,
  facts: Facts,
  state: IntakeState,
): string | undefined {
  switch (disposition) {
    case "append_case":
    case "append_case_unverified":
      return facts.thread.answered?.id;
    case "log_only":
      return (facts.thread.answered ?? caseOfSent(state, identity.messageId))?.id;
    case "delivery_report":
      return reported.ids.flatMap((id) => caseOfSent(state, id)?.id ?? [])[0] ?? facts.thread.answered?.id;
    case "duplicate":
      return state.seenMessages.get(nameOfSeen(identity)) || undefined;
    default:
      return undefined;
  }
}

/** Dispositions under which a message is taken at its word, so that the key that it proves goes on file. */
const TRUSTED: readonly Disposition[] = ["new_case", "append_case", "append_case_unverified"];

/** Dispositions under which nobody is called. */
const NOISE: readonly Disposition[] = ["log_only", "triage_noise"];

function changesOf(
  { reported, ciphertexts, identity, beyond }: Material,
  facts: Facts,
  disposition: Disposition,
  state: IntakeState,
): readonly StateChange[] {
  if (beyond || facts.duplicate) return [];
  const fresh = ciphertexts.filter((hash) => !state.seenCiphertexts.has(hash));
  return [
    { kind: "message-seen", message: identity, ...(NOISE.includes(disposition) ? { isNoise: true as const } : {}) },
    ...fresh.map((hash): StateChange => ({ kind: "ciphertext-seen", hash })),
    ...(TRUSTED.includes(disposition) ? facts.keys.pin : []),
    ...(facts.command ? [{ kind: "command-used", command: facts.command.used } as const] : []),
    ...(disposition === "delivery_report" ? undeliveredIn(reported, state) : []),
  ];
}
