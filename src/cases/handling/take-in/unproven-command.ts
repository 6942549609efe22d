import { readCommand, type SignatureWord } from "../../intake/index.ts";
import type { Db } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import { linkTo, type Notice, queueNotices } from "../outbox/index.ts";
import { mayAnswer } from "./answers.ts";
import type { Arrived } from "./arrived.ts";

/** Why a mail under somebody's address is not taken for theirs. */
const WHY: Readonly<Record<SignatureWord, string>> = {
  none: "It is not signed.",
  good: "It is signed with a key that is not yours here.",
  bad: "Its signature is not good: the text was changed on the way, or the signature is dated ahead.",
  unknown_key: "It is signed with a key that is not known here.",
  revoked_key: "It is signed with a key that is revoked.",
  partial: "Its signature covers a part of it alone.",
};

/**
 * A mail under the address of somebody of the staff that begins with a command and is not proven to be theirs: nothing of it
 * runs, a person looks at it as at every such mail, and here whose address it is learns why. Anybody can send such mails, so
 * the answer counts as an automatic one, and says nothing of the mail or of any case.
 * Answers the sentence for the case's page; empty where there is no such command.
 */
export async function answerUnproven(
  context: HandlingContext,
  trx: Db,
  { arrival, judgement, state }: Arrived,
): Promise<string> {
  const { flags, shown, from, crypto } = judgement;
  const line = flags.includes("staff_address_unauthenticated") ? readCommand(shown.parts[0]?.text ?? "") : undefined;
  const person = state.staff.find(({ address }) => address === from);
  if (!line || !person) return "";
  const why = WHY[crypto.signature];
  const text =
    "A mail that came under your address begins like a command. Nothing of it was done.\n\n" +
    `${why} If you wrote it, sign it with your key and send it again. If you did not, somebody uses your name:\n` +
    `whoever looks at such mails now has it before them, and will want to know.\n\n${linkTo(context)}\n`;
  const key = `unproven command ${arrival.id}`;
  const notice: Notice = { key, caseId: null, to: person.address, subject: "a command was not done", text };
  if (await mayAnswer(context, trx, person.address)) await queueNotices(context, trx, [notice]);
  return `${line.verb}, under the address ${person.address}: not done. ${why}`;
}
