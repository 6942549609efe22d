import type { KeptJudgement } from "../../handling/kept.ts";
import { FLAGS, type Flag } from "../../intake/flags.ts";
import type { Reply } from "../../intake/judgement.ts";
import { FAULTS, LIMIT_FLAGS } from "../../intake/tables/faults.ts";
import type { Statement } from "../words/statement.ts";

/** What the desk knows beside a statement. */
export interface BesideStatement {
  /** Primary fingerprints of keys on file for the sender's address; the statement's own is not among them yet. */
  readonly onFile: readonly string[];
  /** Those of the staff member whose address it is. */
  readonly ofStaff: readonly string[];
}

/**
 * The judgement of a sealed message with the facts that somebody signed for it. What the desk saw by itself (who wrote from
 * where, what came before) stays; its case stays where it is, and people move it.
 */
export function judgedByStatement(before: KeptJudgement, said: Statement, beside: BesideStatement): KeptJudgement {
  const { crypto } = said;
  const isOpened = said.opened === "yes";
  const known = [...beside.onFile, ...beside.ofStaff];
  const isByKnown = crypto.signature === "good" && crypto.signer !== null && known.includes(crypto.signer);
  const isOther = said.replyKey !== "" && known.length > 0 && !known.includes(said.replyKey);
  // Whoever opened it saw which keys came along; a key on file that signed the message brought the other one itself.
  const isConflict = isOther || (said.flags.includes("key_conflict") && !isByKnown);
  const isStaff = crypto.signature === "good" && crypto.signer !== null && beside.ofStaff.includes(crypto.signer);
  const flags = new Set<Flag>([...before.flags, ...said.flags]);
  flags.delete("sealed_for_people");
  if (said.opened !== "yes") flags.add(FAULTS[said.opened].flag);
  if (isConflict) flags.add("key_conflict");
  if (isStaff) {
    flags.delete("staff_address_unauthenticated");
    flags.add("staff_authenticated");
  }
  return {
    ...before,
    crypto: { ...crypto, decrypted: isOpened },
    flags: (Object.keys(FLAGS) as Flag[]).filter((flag) => flags.has(flag)),
    reply: replyOf(said, { isConflict, flags, onFile: beside.onFile }),
    command: said.command === "" ? before.command : commandWords(said),
  };
}

function replyOf(
  said: Statement,
  { isConflict, flags, onFile }: { isConflict: boolean; flags: ReadonlySet<Flag>; onFile: readonly string[] },
): Reply {
  if (said.opened !== "yes") return LIMIT_FLAGS.some((flag) => flags.has(flag)) ? "manual" : "ask_resend";
  if (isConflict || flags.has("mixed_encrypted_cleartext")) return "manual";
  const key = onFile[0] ?? said.replyKey;
  return key === "" ? "lookup_then_ask" : `encrypt:${key}`;
}

function commandWords({ command, person }: Statement): string {
  return `${command}, signed inside, as ${person} says: not done. The desk reads no commands in sealed mail; sign it in a mail that is not encrypted, or do it at the desk.`;
}
