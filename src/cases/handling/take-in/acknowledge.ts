import { DESK } from "../../case/index.ts";
import { addMessage, type Db, type NewMessage } from "../../records/index.ts";
import { newMessageId } from "../../replies/index.ts";
import type { HandlingContext } from "../context.ts";
import type { IntakeEntry, KeptMessage } from "../kept.ts";
import { type LetterParcel, type NewCaseMail, queueLetter } from "../outbox/index.ts";
import { type Arrived, messageIdOf } from "./arrived.ts";

/** An answer that says that a message has come. */
export interface Acknowledgement {
  /** As a message of the case, so that people see what was said in their name. */
  readonly message: NewMessage;
  /** As it is put on its way, with the id that `message` was kept under. */
  letter(messageId: string): NewCaseMail & LetterParcel;
  /** What intake has to remember of it. */
  readonly entry: IntakeEntry;
}

/**
 * Answers whoever wrote that their message has come. It goes to the envelope's sender (RFC 3834, 4), says nothing of the
 * message, is signed by the role key, and encrypted where a usable key is known; where people hold the role key it leaves
 * neither signed nor encrypted. Whether it may go at all was asked before (`mayAnswer`).
 */
export function acknowledgement(
  { intake, definition, clock, random }: HandlingContext,
  { arrival, judgement, state }: Arrived,
  caseId: string,
): Acknowledgement {
  const messageId = newMessageId(random, caseId, intake.address);
  const answered = messageIdOf(judgement);
  const isUnread = judgement.disposition === "hold_unreadable";
  const { subject, text } = wordsOf({
    caseId,
    title: definition.title,
    key: isUnread ? (state.roleFingerprints[0] ?? "") : undefined,
  });
  const isHeld = intake.roleKey === "held";
  const replyKey = isHeld ? judgement.replyKey : undefined;
  const roleKey = isHeld ? state.roleFingerprints[0] : undefined;
  const at = clock.now();
  const letter = {
    caseId,
    from: { name: definition.title, address: intake.address },
    replyTo: undefined,
    to: arrival.envelope.from,
    cc: undefined,
    subject,
    date: at,
    messageId,
    inReplyTo: answered === "" ? undefined : answered,
    references: [],
    text,
    automatic: true,
    ours: intake.address,
    attachKey: replyKey === undefined,
    encryptTo: replyKey ? [replyKey] : [],
  };
  return {
    message: { caseId, at, arrival: null, ...keptAnswer({ ...letter, key: replyKey?.fingerprint, roleKey }) },
    letter: (kept) => ({ key: `ack ${arrival.id}`, caseId, messageId: kept, letter, signing: "always" }),
    entry: { kind: "message-sent", caseId, messageId },
  };
}

/** Keeps such an answer and puts it on its way, in the caller's transaction. Answers what intake has to remember of it. */
export async function acknowledge(
  context: HandlingContext,
  trx: Db,
  arrived: Arrived,
  caseId: string,
): Promise<IntakeEntry> {
  const { message, letter, entry } = acknowledgement(context, arrived, caseId);
  const { id } = await addMessage(context.vault, trx, message, DESK);
  await queueLetter(context, trx, letter(id));
  return entry;
}

interface Words {
  readonly caseId: string;
  readonly title: string;
  /** Fingerprint to encrypt to, where the message could not be read. */
  readonly key: string | undefined;
}

/** The same for everybody: what a message was, and why it could not be read, is told to nobody outside. */
export function wordsOf({ caseId, title, key }: Words): { readonly subject: string; readonly text: string } {
  const end = [
    `Please answer this mail when you write about it again: that is how your words find ${caseId}.`,
    "",
    "A program wrote this. It says nothing of your message, because it may be read on its way.",
    "",
    "-- ",
    title,
    "",
  ];
  if (key === undefined) {
    const begin = [`Your message has arrived. Here it is called ${caseId}, and a person will read it.`, ""];
    return { subject: `[${caseId}] Your message has arrived`, text: [...begin, ...end].join("\n") };
  }
  const begin = [
    `Your message has arrived, and could not be read. Here it is called ${caseId}.`,
    "Please send it again, encrypted to our current key:",
    "",
    `    ${key}`,
    "",
  ];
  return { subject: `[${caseId}] Your message could not be read`, text: [...begin, ...end].join("\n") };
}

function keptAnswer(letter: {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly key: string | undefined;
  /** It signs the letter when that leaves, and can open it. */
  readonly roleKey: string | undefined;
}): Pick<NewMessage, "raw" | "contents"> {
  const { to, subject, text, messageId, key, roleKey } = letter;
  const ours = roleKey === undefined ? [] : [roleKey];
  const raw = Buffer.from(`To: ${to}\r\nSubject: ${subject}\r\nMessage-ID: ${messageId}\r\n\r\n${text}`);
  const contents: KeptMessage = {
    direction: "out",
    by: DESK,
    messageId,
    shown: {
      headers: [
        { name: "To", text: to, protected: false },
        { name: "Subject", text: subject, protected: false },
      ],
      parts: [{ what: "text", text, encrypted: key !== undefined, signers: ours }],
    },
    judgement: undefined,
    encryptedTo: key === undefined ? [] : [key, ...ours],
  };
  return { raw, contents };
}
