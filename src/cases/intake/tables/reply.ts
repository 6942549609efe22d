import type { Facts } from "../facts.ts";
import type { Disposition, Reply } from "../judgement.ts";
import { LIMIT_FLAGS } from "./faults.ts";

interface ReplyRule {
  readonly reply: (facts: Facts) => Reply | undefined;
  readonly because: string;
  readonly when: (facts: Facts, disposition: Disposition) => boolean;
}

const ANSWERED_BY_NOBODY: readonly Disposition[] = [
  "reject",
  "log_only",
  "delivery_report",
  "triage_noise",
  "duplicate",
];

/** What pressing "reply" does: the first row that applies and names something. */
const REPLIES: readonly ReplyRule[] = [
  {
    reply: () => "none",
    because: "nobody waits for an answer",
    when: (_, disposition) => ANSWERED_BY_NOBODY.includes(disposition),
  },
  {
    reply: () => "none",
    because: "staff are told in another way, and nobody answers in their name to whom they are not",
    when: ({ staff }, disposition) => staff !== "none" && disposition !== "new_case",
  },
  { reply: () => "manual", because: "a person looks first", when: (_, disposition) => disposition === "quarantine" },
  {
    reply: () => "manual",
    because: "it was made to hit a limit",
    when: ({ flags }, disposition) => disposition === "hold_unreadable" && LIMIT_FLAGS.some((flag) => flags.has(flag)),
  },
  {
    reply: () => "ask_resend",
    because: "it could not be read; why is told to nobody outside",
    when: (_, disposition) => disposition === "hold_unreadable",
  },
  {
    reply: () => "manual",
    because: "another key than the one on file came: a person decides which is theirs",
    when: ({ keys }) => keys.conflict,
  },
  {
    reply: () => "manual",
    because: "whoever put unprotected parts beside the encrypted one may want to read the answer",
    when: ({ flags }) => flags.has("mixed_encrypted_cleartext"),
  },
  {
    reply: ({ keys }) => (keys.reply ? `encrypt:${keys.reply.fingerprint}` : undefined),
    because: "a usable key is known",
    when: () => true,
  },
  {
    reply: () => "lookup_then_ask",
    because: "encrypted in, encrypted out",
    when: ({ crypto, flags }) =>
      crypto.decrypted === true || flags.has("sealed_for_people") || flags.has("openpgp_not_recognised"),
  },
  { reply: () => "ask_for_key_or_clear", because: "it came in clear", when: () => true },
];

export function replyTo(facts: Facts, disposition: Disposition): Reply {
  for (const { when, reply } of REPLIES) {
    const found = when(facts, disposition) ? reply(facts) : undefined;
    if (found !== undefined) return found;
  }
  return "manual";
}
