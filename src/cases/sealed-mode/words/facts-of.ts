import { sha256 } from "../../../kernel/index.ts";
import type { OpenFault } from "../../../openpgp/index.ts";
import { FLAGS, type Flag } from "../../intake/flags.ts";
import type { Judgement } from "../../intake/judgement.ts";
import { FAULTS } from "../../intake/tables/faults.ts";
import type { StatementFacts } from "./statement.ts";

/**
 * Flags that say something of the desk's memory, or of what it did: two people who open the same message at different times
 * would differ in them, and the desk raises its own.
 */
const OF_THE_DESK: ReadonlySet<Flag> = new Set([
  ...(["sealed_for_people", "ciphertext_seen_before", "unproven_thread_reference"] as const),
  ...(["staff_authenticated", "staff_address_unauthenticated", "claim", "not_ours", "severity", "due"] as const),
  ...(["assign", "command_refused", "command_replayed", "old_role_key_used"] as const),
]);

const TEST = /^Sameday role key test\nToken: ([0-9a-f]{64})$/m;

/** A judgement that was made on a person's machine, as the facts that they sign. */
export function factsOf(judgement: Judgement): StatementFacts {
  const { crypto, flags, attachments, command, replyKey, shown } = judgement;
  const { layer, integrity, signature, signer, signerMatchesFrom } = crypto;
  const opened = crypto.decrypted === true ? "yes" : faultOf(flags);
  const kept = flags.filter((flag) => !OF_THE_DESK.has(flag));
  const inOrder = (Object.keys(FLAGS) as Flag[]).filter((flag) => kept.includes(flag));
  if (opened !== "yes") {
    const bare = { layer, integrity, signature: "none", signer: null, signerMatchesFrom: null } as const;
    return { opened, crypto: bare, flags: inOrder, attachments: 0, ...NOTHING };
  }
  const words = command ? [command.verb, command.value, command.caseId] : [];
  const line = words.filter((word) => word !== undefined && word !== "").join(" ");
  const texts = shown.parts.filter(({ encrypted }) => encrypted).map(({ text }) => text.replace(/\r/g, ""));
  return {
    opened,
    crypto: { layer, integrity, signature, signer, signerMatchesFrom },
    flags: inOrder,
    attachments: attachments.length,
    command: /^[ -~]*$/.test(line) ? line.slice(0, 200) : "",
    replyKey: replyKey?.fingerprint ?? "",
    replyKeyHash: replyKey ? sha256(replyKey.bytes) : "",
    test: texts.flatMap((text) => TEST.exec(text)?.[1] ?? [])[0] ?? "",
  };
}

const NOTHING = { command: "", replyKey: "", replyKeyHash: "", test: "" } as const;

function faultOf(flags: readonly Flag[]): OpenFault {
  const found = (Object.keys(FAULTS) as OpenFault[]).find((fault) => flags.includes(FAULTS[fault].flag));
  return found ?? "no-matching-key";
}
