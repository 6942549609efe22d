import { SamedayError } from "../../../kernel/index.ts";
import { visibleText } from "../../../mail/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import type { ReplyWish, SentReply } from "../../handling/contract.ts";
import type { Db } from "../../records/index.ts";
import { type Correspondence, isIncoming, readCorrespondence } from "./correspondence.ts";
import { isSameText } from "./texts.ts";

/*
 * A form that is sent twice sends one mail. The draft's token is part of the name under which the mail waits, and that name is
 * there once only; the row stays for as long as the case, so that the second press finds what the first did whenever it comes.
 * A command has no draft: the same words of the same person are one answer until the reporter, or anybody, writes again.
 */

/** Under which name an answer's mail waits. `of`: the draft's token, or the message's own id where there is none. */
export function replyKey(caseId: string, of: string): string {
  return `reply ${caseId} ${of}`;
}

/** The message that has left with a token, or waits to. */
export async function messageOfAnswer(db: Db, caseId: string, token: string): Promise<string | undefined> {
  const found = await db
    .selectFrom("case_mail")
    .select("message_id")
    .where("key", "=", replyKey(caseId, token))
    .executeTakeFirst();
  return found?.message_id ?? undefined;
}

/**
 * What became of the same answer when it was sent before; undefined where nothing has left with its token. Throws NOT_FOUND
 * for who may not read the case, ANSWER_SENT where what left said something else or was another person's.
 */
export async function answerBefore(
  context: HandlingContext,
  by: string,
  caseId: string,
  { token, body }: ReplyWish,
): Promise<SentReply | undefined> {
  if (token === undefined) return undefined;
  const messageId = await messageOfAnswer(context.vault.store.db, caseId, token);
  if (messageId === undefined) return undefined;
  const { messages } = await readCorrespondence(context, by, caseId, undefined);
  const sent = messages.find(({ id }) => id === messageId)?.contents;
  const text = sent?.shown.parts[0]?.text ?? "";
  if (sent?.how === undefined || sent.by !== by || !isSameText(text, visibleText(body))) {
    throw new SamedayError("ANSWER_SENT", "An answer has left from this form before, and it is not this one.");
  }
  return { messageId, how: sent.how, fingerprint: sent.encryptedTo[0] };
}

/** What is kept for the record alone: a copy of what left, and other mail that is no word from anybody. */
function isForRecord({ contents }: Correspondence["messages"][number]): boolean {
  return contents.judgement?.disposition === "log_only";
}

/**
 * The same words by the same person that have left since the last mail came; undefined where there are none. They are compared
 * as they are opened: no trace of an answer's words may stand outside of its seal.
 */
export function sameAnswer({ messages }: Correspondence, by: string, body: string): SentReply | undefined {
  const last = messages.findLastIndex((message) => isIncoming(message) && !isForRecord(message));
  const words = visibleText(body);
  const before = messages.slice(last + 1).find(({ contents }) => {
    const { direction, how, shown } = contents;
    return direction === "out" && how && contents.by === by && isSameText(shown.parts[0]?.text ?? "", words);
  });
  const how = before?.contents.how;
  if (!before || !how) return undefined;
  return { messageId: before.id, how, fingerprint: before.contents.encryptedTo[0], sentBefore: before.at };
}
