import { SamedayError } from "../../../kernel/index.ts";
import { visibleText } from "../../../mail/index.ts";
import { appendAudit } from "../../../store/index.ts";
import type { Act } from "../../case/index.ts";
import { storeAct } from "../../handling/acts/store-act.ts";
import type { HandlingContext } from "../../handling/context.ts";
import type { ReplyWish, SentReply } from "../../handling/contract.ts";
import { appendIntake } from "../../handling/journal/index.ts";
import type { KeptMessage } from "../../handling/kept.ts";
import { queueCaseMail } from "../../handling/outbox/index.ts";
import type { KeyFinding } from "../../keys/index.ts";
import { addMessage, countMessages, type Db, lockRow } from "../../records/index.ts";
import { composeReply, composeUnsigned } from "../compose.ts";
import type { Letter } from "../letter.ts";
import { newMessageId } from "../message-id.ts";
import { type Correspondence, readCorrespondence } from "./correspondence.ts";
import { keyFor, rememberKeys } from "./key-for.ts";
import { answerBefore, messageOfAnswer, replyKey, sameAnswer } from "./once.ts";
import { planFor, senderFor, subjectFor } from "./plan.ts";
import { isSameText } from "./texts.ts";

const LONGEST_TEXT = 200_000;
const LONGEST_REASON = 1_000;

/** An answer that is signed and encrypted, before anything of it is stored. */
export interface ComposedReply {
  readonly by: string;
  /** The draft's, where it was sent back. */
  readonly token: string | undefined;
  readonly letter: Letter;
  readonly raw: Uint8Array;
  readonly how: SentReply["how"];
  /** Why it leaves in clear although the report came encrypted. */
  readonly reason: string | undefined;
  readonly correspondence: Correspondence;
  readonly finding: KeyFinding;
  /** Primary fingerprints, ours among them; none in clear. */
  readonly encryptedTo: readonly string[];
  /** Undefined where it leaves unsigned, in sealed mode. */
  readonly signedBy: string | undefined;
}

/**
 * Answers the reporter: composed, then kept with the case and put on its way in one transaction, with `wrote` and what else
 * was done. Throws NOT_FOUND for who may not read the case; CASE_REFUSED where it came encrypted, no key is known and no
 * reason is given, and what `storeAct` refuses; ANSWER_SENT where another answer has left with the same token; INPUT_INVALID
 * for an empty text; ROLE_KEY_UNAVAILABLE. The same sent again is told of the one mail, also while the first is under way: both
 * are composed, and the case's lock decides which of them leaves. What is done with it beside is never left out for that.
 */
export async function sendReply(
  context: HandlingContext,
  by: string,
  caseId: string,
  wish: ReplyWish,
  also: readonly Act[] = [],
): Promise<SentReply> {
  const isOnce = wish.token === undefined && wish.again !== true && also.length === 0;
  requireText(wish);
  const correspondence = isOnce ? await readCorrespondence(context, by, caseId, wish.messageId) : undefined;
  const before = correspondence
    ? sameAnswer(correspondence, by, wish.body)
    : await answerBefore(context, by, caseId, wish);
  if (before) return before;
  const composed = await composeAnswer(context, by, caseId, wish, correspondence);
  const sent = await context.vault.store.transaction(async (trx) => {
    await lockRow(trx, caseId);
    const mayHaveLeft = isOnce
      ? (await countMessages(trx, caseId)) !== composed.correspondence.messages.length
      : wish.token !== undefined && (await messageOfAnswer(trx, caseId, wish.token)) !== undefined;
    return mayHaveLeft ? undefined : keepAnswer(context, trx, composed, also);
  });
  // Another mail came or left meanwhile: what was composed is forgotten, and it is looked at anew.
  return sent ?? sendReply(context, by, caseId, wish, also);
}

/** The first half of `sendReply`, for whoever stores more than an answer in their transaction, or has `read` the case. */
export async function composeAnswer(
  context: HandlingContext,
  by: string,
  caseId: string,
  wish: ReplyWish,
  read?: Correspondence,
): Promise<ComposedReply> {
  const { definition, intake, signer, clock, random, vault } = context;
  const sender = senderFor(definition, intake, by);
  requireText(wish);
  const correspondence = read ?? (await readCorrespondence(context, by, caseId, wish.messageId));
  const finding = await keyFor(context, correspondence, by, "anew", wish.fingerprint);
  const signedBy = await signer.fingerprint();
  const isHeld = intake.roleKey === "held";
  const plan = planFor(correspondence, finding, sender, signedBy, isHeld);
  const reason = wish.overrideReason?.trim() || undefined;
  const { found } = finding;
  if (!found && finding.revoked.length > 0) {
    // It is remembered first, so that whoever looks at the draft again sees how it is.
    await vault.store.transaction((trx) => rememberKeys(context, trx, correspondence, finding, by));
    throw new SamedayError("CASE_REFUSED", "The reporter's key has been revoked. Look at the answer again.");
  }
  if (wish.fingerprint !== undefined && wish.fingerprint !== (found?.certificate.fingerprint ?? "")) {
    await vault.store.transaction((trx) => rememberKeys(context, trx, correspondence, finding, by));
    throw new SamedayError(
      "CASE_REFUSED",
      "Another key, or none, is there now than the one that was shown. Look at the answer again.",
    );
  }
  const isAsking = plan.asking !== undefined && isSameText(wish.body, plan.asking);
  if (plan.how === "ask-for-key" && !isAsking && reason === undefined) throw refused();
  if (!isHeld && !isAsking && (plan.how === "encrypted" || correspondence.cameEncrypted))
    throw toBeMadeByPerson(correspondence.caseId);
  const how = plan.how === "encrypted" ? "encrypted" : isAsking ? "ask-for-key" : "clear";
  const letter: Letter = {
    caseId,
    from: sender.from,
    replyTo: sender.replyTo,
    to: correspondence.reporter,
    cc: intake.address,
    subject: subjectFor(correspondence, intake.address, how === "encrypted"),
    date: clock.now(),
    messageId: newMessageId(random, caseId, intake.address),
    inReplyTo: correspondence.inReplyTo,
    references: correspondence.references,
    text: isAsking && plan.asking !== undefined ? plan.asking : wish.body,
    automatic: false,
    ours: intake.address,
    attachKey: how !== "encrypted" || usedOldKey(correspondence),
    encryptTo: found ? [found.certificate] : [],
  };
  const raw = isHeld ? await composeReply(context, letter) : await composeUnsigned(context, letter);
  const encryptedTo = found ? [found.certificate.fingerprint, signedBy] : [];
  const isOverride = how === "clear" && correspondence.cameEncrypted;
  return {
    by,
    token: wish.token,
    letter,
    raw,
    how,
    reason: isOverride ? reason : undefined,
    correspondence,
    finding,
    encryptedTo,
    signedBy: isHeld ? signedBy : undefined,
  };
}

/**
 * The second half: what was composed is kept with the case, its id goes into the journal, so that answers to it are known,
 * and it is put on its way. Throws what `storeAct` throws.
 */
export async function keepAnswer(
  context: HandlingContext,
  trx: Db,
  composed: ComposedReply,
  also: readonly Act[] = [],
): Promise<SentReply> {
  const { vault, intake, clock } = context;
  const { by, letter, raw, how, reason, correspondence, finding } = composed;
  const { caseId, messageId } = letter;
  const at = clock.now();
  await storeAct(context, trx, caseId, by, [{ act: "wrote" }, ...also]);
  const kept = await addMessage(vault, trx, { caseId, at, arrival: null, raw, contents: shownOf(composed) }, by);
  const audit = { at, actor: by, object: `case ${caseId}` };
  await appendAudit(trx, { ...audit, action: WORDS[how] });
  if (reason !== undefined) {
    await appendAudit(trx, { ...audit, action: "set aside: encrypted in, encrypted out" });
    await addMessage(vault, trx, { caseId, at, arrival: null, ...noteOf(by, messageId, reason) }, by);
  }
  await rememberKeys(context, trx, correspondence, finding, by);
  await appendIntake(context, trx, [{ kind: "message-sent", caseId, messageId }]);
  await queueCaseMail(context, trx, {
    key: replyKey(caseId, composed.token ?? kept.id),
    caseId,
    messageId: kept.id,
    // What cannot be delivered comes back to the desk, which tells it to people.
    from: intake.address,
    to: [letter.to, intake.address],
    raw,
  });
  return { messageId: kept.id, how, fingerprint: finding.found?.certificate.fingerprint };
}

const WORDS: Readonly<Record<SentReply["how"], string>> = {
  encrypted: "answer encrypted",
  clear: "answer in clear",
  "ask-for-key": "ask for a key in clear",
};

function requireText({ body, overrideReason = "" }: ReplyWish): void {
  if (body.trim() === "" || body.length > LONGEST_TEXT) {
    throw new SamedayError("INPUT_INVALID", `An answer has 1 to ${LONGEST_TEXT} characters.`);
  }
  if (overrideReason.length > LONGEST_REASON) {
    throw new SamedayError("INPUT_INVALID", `A reason has at most ${LONGEST_REASON} characters.`);
  }
}

function refused(): SamedayError {
  return new SamedayError(
    "CASE_REFUSED",
    "The report came encrypted and no usable key of its reporter is known. Send the text that asks for the key, unchanged, or give a reason why the answer may leave in clear.",
    undefined,
    { lacks: ["reporter-key"] },
  );
}

function toBeMadeByPerson(caseId: string): SamedayError {
  return new SamedayError(
    "CASE_REFUSED",
    `The role key is with the point people, and this desk signs and encrypts no answer. Nothing was done. Make it on your own machine: \`sameday cases reply ${caseId} --body-file FILE\`, or with --canned NAME in place of the file.`,
  );
}

/** They encrypted to a key of ours that is not the current one: the new one goes along. */
function usedOldKey({ answered }: Correspondence): boolean {
  return answered?.contents.judgement?.flags.includes("old_role_key_used") ?? false;
}

function shownOf({ by, letter, how, encryptedTo, signedBy }: ComposedReply): KeptMessage {
  const encrypted = how === "encrypted";
  const header = (name: string, text: string) => ({ name, text: visibleText(text), protected: encrypted });
  const headers = [
    header("Subject", letter.subject),
    header("From", `${letter.from.name} <${letter.from.address}>`),
    header("To", letter.to),
    ...(letter.cc === undefined ? [] : [header("Cc", letter.cc)]),
  ];
  const text = {
    what: "text",
    text: visibleText(letter.text),
    encrypted,
    signers: signedBy === undefined ? [] : [signedBy],
  };
  return {
    direction: "out",
    by,
    messageId: letter.messageId,
    shown: { headers, parts: [text] },
    judgement: undefined,
    encryptedTo,
    how,
  };
}

/** The reason stands with the case, sealed: the log says only that there is one. */
function noteOf(by: string, messageId: string, reason: string): { raw: Uint8Array; contents: KeptMessage } {
  const text = `Answered in clear although the report came encrypted, because: ${visibleText(reason)}`;
  const shown = { headers: [], parts: [{ what: "reason", text, encrypted: false, signers: [] }] };
  const contents: KeptMessage = { direction: "note", by, messageId: "", shown, judgement: undefined, encryptedTo: [] };
  // What is kept is known by its bytes: the same reason for another answer is another note.
  return { raw: Buffer.from(`Reason: ${messageId}\n\n${reason}\n`), contents };
}
