import type { HandlingContext } from "../../handling/context.ts";
import type { ReplyDraft } from "../../handling/contract.ts";
import { readCorrespondence } from "./correspondence.ts";
import { keyFor, rememberKeys } from "./key-for.ts";
import { planFor, senderFor, subjectFor } from "./plan.ts";
import { emptyAnswer, withClosing } from "./texts.ts";

/** What an answer begins with. */
export interface Beginning {
  /** The mail that is answered; the report when absent. */
  readonly messageId?: string | undefined;
  /** Words of ours to begin with. */
  readonly text?: string | undefined;
  /** Whether others are asked for a key now, where one is needed and none is known. */
  readonly look?: boolean | undefined;
}

/**
 * What the form of an answer begins with. A key that was looked for and found is remembered, so that its fingerprint can
 * stand beside the button that sends.
 * Throws NOT_FOUND for who may not read the case, CASE_REFUSED where nobody is to be answered, ROLE_KEY_UNAVAILABLE.
 */
export async function prepareReply(
  context: HandlingContext,
  by: string,
  caseId: string,
  { messageId, text, look = false }: Beginning = {},
): Promise<ReplyDraft> {
  const { definition, intake, signer, vault, random } = context;
  const sender = senderFor(definition, intake, by);
  const correspondence = await readCorrespondence(context, by, caseId, messageId);
  const finding = await keyFor(context, correspondence, by, look ? "if-needed" : "nobody");
  if (look) await vault.store.transaction((trx) => rememberKeys(context, trx, correspondence, finding, by));
  const plan = planFor(correspondence, finding, sender, await signer.fingerprint(), intake.roleKey === "held");
  // Words of ours that ask for nothing cannot stand in place of those that do.
  const isRefused = plan.asking !== undefined && text !== undefined;
  const because = `${plan.because} Another text leaves in clear only with a reason, which goes on record.`;
  const { name, address } = sender.from;
  return {
    to: correspondence.reporter,
    from: `${name} <${address}>`,
    cc: intake.address,
    subject: subjectFor(correspondence, intake.address, plan.how === "encrypted"),
    body: text !== undefined ? withClosing(text, sender) : (plan.asking ?? emptyAnswer(sender)),
    how: isRefused ? "refused" : plan.how,
    fingerprint: finding.found?.certificate.fingerprint,
    keyFrom: finding.found?.from,
    because: isRefused ? because : plan.because,
    unasked: finding.unasked,
    token: Buffer.from(random.bytes(16)).toString("hex"),
    ...(intake.roleKey === "sealed" && plan.how === "encrypted" ? { byPerson: true } : {}),
  };
}
