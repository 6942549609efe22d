import { formatProblem, SamedayError, sha256 } from "../../../kernel/index.ts";
import { readMail } from "../../../mail/index.ts";
import { appendAudit } from "../../../store/index.ts";
import { storeAct } from "../../handling/acts/store-act.ts";
import type { HandlingContext } from "../../handling/context.ts";
import type { SentReply } from "../../handling/contract.ts";
import { appendIntake, loadIntakeState } from "../../handling/journal/index.ts";
import type { KeptMessage } from "../../handling/kept.ts";
import { queueCaseMail } from "../../handling/outbox/index.ts";
import { addMessage } from "../../records/index.ts";
import { rememberKeys } from "../../replies/answer/key-for.ts";
import { outerSubject } from "../../replies/index.ts";
import { requireAbout, requireFresh, textSignedBy } from "../signed-by.ts";
import { parseAnswerWord } from "./answer-word.ts";
import { faultsOfAnswer } from "./check-answer.ts";
import { exchangeFor } from "./draft-answer.ts";

export interface HandedAnswer {
  /** The message that is answered; the report when absent. */
  readonly messageId?: string | undefined;
  /** The mail as it is to leave. */
  readonly raw: Uint8Array;
  /** The clear-signed word for it. */
  readonly signed: string;
}

/**
 * Takes an answer that somebody made, and puts it on its way. Throws NOT_FOUND, SIGNATURE_BAD, SIGNER_UNKNOWN, INPUT_INVALID
 * for a text that is no such word; CASE_REFUSED with everything that is wrong with the mail, and what `storeAct` refuses.
 */
export async function takeSealedAnswer(
  context: HandlingContext,
  by: string,
  caseId: string,
  { messageId, raw, signed }: HandedAnswer,
): Promise<SentReply> {
  const { vault, intake, clock, signer, publicUrl } = context;
  const { sender, correspondence, finding, key } = await exchangeFor(context, by, caseId, messageId);
  const domain = intake.address.slice(intake.address.lastIndexOf("@"));
  const faults = faultsOfAnswer(raw, {
    from: sender.from.address.toLowerCase(),
    to: correspondence.reporter,
    cc: intake.address,
    replyTo: sender.replyTo,
    subject: outerSubject(caseId),
    messageId: { begins: `<case-${caseId}.`, ends: `${domain}>` },
    thread: [...correspondence.references, ...(correspondence.inReplyTo ? [correspondence.inReplyTo] : [])],
    now: clock.now(),
    keys: [
      { whose: "the reporter's key", certificate: key.bytes },
      { whose: "the role key", certificate: await signer.certificate() },
    ],
  });
  if (faults.length > 0) throw new SamedayError("CASE_REFUSED", `The answer does not leave. ${faults.join(" ")}`);
  const own = readMail(raw).root.headers.get("message-id")?.raw ?? "";
  const { value: word, problems } = parseAnswerWord(await textSignedBy(context, by, signed));
  if (!word) {
    const [first] = problems;
    throw new SamedayError("INPUT_INVALID", first ? formatProblem(first) : "The signed text is no word for an answer.");
  }
  requireAbout([
    ["desk", word.desk, publicUrl],
    ["case", word.caseId, caseId],
    ["Message-ID", word.messageId, own],
    ["mail", word.mail, sha256(raw)],
    ["person", word.person, by],
  ]);
  requireFresh(word.made, clock.now());
  if ((await loadIntakeState(context)).sentMessages.has(own)) {
    throw new SamedayError("CASE_REFUSED", "An answer with this Message-ID has left before.");
  }
  const encryptedTo = [key.fingerprint, await signer.fingerprint()];
  const at = clock.now();
  return vault.store.transaction(async (trx) => {
    await storeAct(context, trx, caseId, by, { act: "wrote" });
    const contents = keptAnswer(raw, by, own, encryptedTo);
    const kept = await addMessage(vault, trx, { caseId, at, arrival: null, raw, contents }, by);
    if (!kept.isNew) throw new SamedayError("CASE_REFUSED", "The same answer has left before.");
    await appendAudit(trx, { at, actor: by, action: "answer encrypted", object: `case ${caseId}` });
    await rememberKeys(context, trx, correspondence, finding, by);
    await appendIntake(context, trx, [{ kind: "message-sent", caseId, messageId: own }]);
    const mail = { key: `reply ${kept.id}`, caseId, messageId: kept.id, raw };
    await queueCaseMail(context, trx, { ...mail, from: intake.address, to: [correspondence.reporter, intake.address] });
    return { messageId: own, how: "encrypted", fingerprint: key.fingerprint };
  });
}

function keptAnswer(raw: Uint8Array, by: string, messageId: string, encryptedTo: readonly string[]): KeptMessage {
  const { headers } = readMail(raw).root;
  const shown = ["Subject", "From", "To", "Cc"].map((name) => {
    return { name, text: headers.get(name)?.text ?? "", protected: false };
  });
  const text = "[The answer is encrypted. The desk has its ciphertext alone.]";
  return {
    direction: "out",
    by,
    messageId,
    shown: { headers: shown, parts: [{ what: "note", text, encrypted: true, signers: [] }] },
    judgement: undefined,
    encryptedTo,
    sealed: { hash: sha256(raw), statements: [] },
  };
}
